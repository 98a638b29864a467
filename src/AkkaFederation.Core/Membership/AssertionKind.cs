namespace AkkaFederation.Membership;

/// <summary>What an assertion says about its subject. The numbers are signed: they never change their meaning.</summary>
internal enum AssertionKind : byte
{
    /// <summary>The subject, in its own words: I live, at this incarnation.</summary>
    Alive = 1,

    /// <summary>Another peer: my probes of this incarnation failed.</summary>
    Suspect = 2,

    /// <summary>The subject, in its own words: I leave.</summary>
    Leave = 3,

    /// <summary>The subject answers one indirect probe; the epoch field holds that probe's nonce. Never kept nor passed on.</summary>
    Proof = 4,
}
