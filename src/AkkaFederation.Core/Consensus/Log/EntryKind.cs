namespace AkkaFederation.Consensus;

/// <summary>What a log entry is. The numbers are hashed into leaves and never change meaning.</summary>
public enum EntryKind : byte
{
    /// <summary>First entry of a leader's term; carries nothing.</summary>
    NoOp = 0,

    /// <summary>Who votes and who learns to, from this entry on.</summary>
    Configuration = 1,

    /// <summary>A client's payload.</summary>
    Proposal = 2,

    /// <summary>A client session opened; the entry's index is the session's number.</summary>
    SessionOpened = 3,

    /// <summary>Settles an undecided proposal of the same origin, session and sequence: if it is not applied by now, it never will be.</summary>
    Resolved = 4,

    /// <summary>A ballot opened; the entry's index is the ballot's number.</summary>
    BallotOpened = 5,

    /// <summary>A ballot decided, with the signed votes that decide it.</summary>
    BallotDecided = 6,

    /// <summary>Every replica holds its state as it is after this entry, for the checkpoint that follows. Carries nothing.</summary>
    CheckpointMark = 7,

    /// <summary>What the state was at a mark, by digests; a replica that finds otherwise of itself stops taking part.</summary>
    Checkpoint = 8,

    /// <summary>From this entry on, entries are applied by the rules of a newer version; every voter knows them.</summary>
    FeatureLevel = 9,

    /// <summary>A client has closed its session.</summary>
    SessionClosed = 10,
}
