namespace AkkaFederation.Consensus;

/// <summary>The founding's events with their places in the journal, so that they outlive the events that are deleted there.</summary>
internal sealed class FoundingRecord
{
    private readonly List<(long Sequence, FoundingEvent Event)> _events = [];

    public void Add(long sequence, FoundingEvent e) => _events.Add((sequence, e));

    /// <summary>Those that stand at or before an event.</summary>
    public IReadOnlyList<FoundingEvent> UpTo(long sequence) => [.. _events.Where(e => e.Sequence <= sequence).Select(e => e.Event)];
}
