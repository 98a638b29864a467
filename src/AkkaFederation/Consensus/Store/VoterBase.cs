namespace AkkaFederation.Consensus;

/// <summary>
/// What takes the place of a voter's oldest journal events: a snapshot in the sense of the persistence API, with the sequence
/// number of the last event that it stands for. Term and vote are those after that event; later events have newer ones.
/// </summary>
/// <param name="Hard">Term and vote.</param>
/// <param name="Log">The log up to there, without payloads.</param>
/// <param name="Founding">What was recorded of the founding, in order.</param>
internal sealed record VoterBase(HardState Hard, LogBase Log, IReadOnlyList<FoundingEvent> Founding);
