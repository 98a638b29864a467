using System.Collections.Immutable;
using AkkaFederation.Identity;

namespace AkkaFederation.Membership;

/// <summary>What a bootstrap core may be told.</summary>
internal abstract record BootstrapInput;

/// <summary>Time has come, or the view has changed.</summary>
/// <param name="Living">The peers that are HEALTHY or DEGRADED.</param>
internal sealed record BootstrapTick(IReadOnlySet<Did> Living) : BootstrapInput;

/// <summary>The seed contacted under this token answered, and is that peer.</summary>
internal sealed record SeedMet(ulong Token, Did Peer) : BootstrapInput;

/// <summary>
/// Where peers may be, by one source: every address that it names now, instead of all that it named before. A hint is no
/// trust: whoever answers there has to prove who they are like anybody else.
/// </summary>
/// <param name="Source">Who says so, such as <see cref="Configured"/>.</param>
/// <param name="Addresses">Full addresses of actor systems, most wanted first.</param>
internal sealed record ContactHints(string Source, ImmutableArray<string> Addresses) : BootstrapInput
{
    /// <summary>The source of <c>seed-nodes</c>, which an operator has named and which are dialled at the quicker pace.</summary>
    public const string Configured = "static";

    /// <summary>The source of what this node remembers of an earlier life: peers that it has met.</summary>
    public const string Remembered = "remembered";
}
