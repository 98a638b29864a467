using AkkaFederation.Identity;

namespace AkkaFederation.Membership;

/// <summary>What a bootstrap core may be told.</summary>
internal abstract record BootstrapInput;

/// <summary>Time has come, or the view has changed.</summary>
/// <param name="Living">The peers that are HEALTHY or DEGRADED.</param>
internal sealed record BootstrapTick(IReadOnlySet<Did> Living) : BootstrapInput;

/// <summary>The seed contacted under this token answered, and is that peer.</summary>
internal sealed record SeedMet(ulong Token, Did Peer) : BootstrapInput;
