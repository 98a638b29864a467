namespace AkkaFederation.Membership;

/// <summary>What a bootstrap core wants done.</summary>
internal abstract record BootstrapEffect;

/// <summary>Ask to be let in at this address; the token names the attempt.</summary>
internal sealed record ContactAddress(string Address, ulong Token) : BootstrapEffect;

/// <summary>The configured seed has been contacted several times and has not answered yet; said once for each silence.</summary>
internal sealed record SeedSilent(string Address) : BootstrapEffect;

/// <summary>Give a <see cref="BootstrapTick"/> at that time; takes the place of the one set before.</summary>
internal sealed record SetBootstrapAlarm(TimeSpan At) : BootstrapEffect;
