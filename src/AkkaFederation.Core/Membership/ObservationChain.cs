namespace AkkaFederation.Membership;

/// <summary>
/// The latest observations about one peer, oldest first, at most <see cref="Capacity"/>. Answers are taken down only where
/// they end a doubt, so a peer that is well adds nothing and an old doubt is not washed away by a thousand good answers.
/// </summary>
internal sealed class ObservationChain
{
    public const int Capacity = 32;
    private readonly List<Observation> _observations = [];

    /// <summary>Observations that made room for later ones.</summary>
    public long Forgotten { get; private set; }

    public IReadOnlyList<Observation> Observations => _observations;

    public void Add(in Observation observation)
    {
        if (_observations.Count == Capacity)
        {
            _observations.RemoveAt(0);
            Forgotten++;
        }

        _observations.Add(observation);
    }
}
