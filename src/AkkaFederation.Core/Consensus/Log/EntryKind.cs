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

    /// <summary>From this entry on, entries are applied by the rules of a newer version; every voter knows them.</summary>
    FeatureLevel = 9,
}

/// <summary>Which kinds this version reads.</summary>
internal static class EntryKinds
{
    public static bool IsKnown(EntryKind kind) => kind is EntryKind.NoOp or EntryKind.Configuration or EntryKind.Proposal
        or EntryKind.SessionOpened or EntryKind.FeatureLevel;
}
