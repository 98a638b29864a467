namespace AkkaFederation.Consensus;

/// <summary>Which kinds of entries this version knows, and which of them a client may ask for.</summary>
internal static class EntryKinds
{
    /// <summary>Whether this version knows what the entry means; an unknown one is refused, never passed over.</summary>
    public static bool IsKnown(EntryKind kind) => kind is EntryKind.NoOp or EntryKind.Configuration or EntryKind.Proposal or EntryKind.SessionOpened
        or EntryKind.Resolved or EntryKind.BallotOpened or EntryKind.BallotDecided or EntryKind.FeatureLevel or EntryKind.SessionClosed
        or EntryKind.CheckpointMark or EntryKind.Checkpoint;

    /// <summary>Whether clients propose entries of this kind; the others are made by leaders.</summary>
    public static bool IsProposed(EntryKind kind) => kind is EntryKind.Proposal or EntryKind.SessionOpened or EntryKind.SessionClosed
        or EntryKind.Resolved or EntryKind.BallotOpened;

    /// <summary>Whether the entry carries what a client wants to have in the log, within the limit for payloads; others have a form of their own.</summary>
    public static bool CarriesPayload(EntryKind kind) => kind is EntryKind.Proposal or EntryKind.BallotOpened;
}
