using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>What became of a reader's question: the index that covers it, or, unconfirmed, that this node leads no more.</summary>
internal readonly record struct ReadState(Did Reader, ulong Number, ulong Index, bool Confirmed);
