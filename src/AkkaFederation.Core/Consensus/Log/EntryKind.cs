namespace AkkaFederation.Consensus;

/// <summary>What a log entry is. The numbers are hashed into leaves and never change meaning.</summary>
public enum EntryKind : byte
{
    /// <summary>First entry of a leader's term; carries nothing.</summary>
    NoOp = 0,

    /// <summary>A change of the voters. Reserved: this version writes none and refuses any.</summary>
    Configuration = 1,

    /// <summary>A client's payload.</summary>
    Proposal = 2,

    /// <summary>A client session opened; the entry's index is the session's number.</summary>
    SessionOpened = 3,
}
