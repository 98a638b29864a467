using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>What a voter must never forget: its term, and for whom it voted in it (empty: nobody).</summary>
internal readonly record struct HardState(ulong Term, Did Vote);
