using AkkaFederation.Engine.Remote;

namespace AkkaFederation.Engine.Simulation;

/// <summary>
/// One direction between two processes. Connections are ordered streams, so a bad link delays, stalls or breaks them. What
/// its weather does to single messages strikes only those between rooms that are built for it.
/// </summary>
internal sealed class SimulatedLink(string from, string to, Random random)
{
    private readonly List<SimulatedLane> _stalled = [];
    private bool _blocked;

    public string From => from;

    public string To => to;

    /// <summary>Shortest delay of a message.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>What comes on top at most, uniformly.</summary>
    public TimeSpan Jitter { get; set; }

    /// <summary>Bytes in a second; 0 is unbounded.</summary>
    public long Throughput { get; set; }

    /// <summary>What happens to single messages.</summary>
    public LinkWeather Weather { get; set; } = LinkWeather.Fair;

    /// <summary>While set, nothing arrives; what is under way waits.</summary>
    public bool Blocked
    {
        get => _blocked;
        set
        {
            _blocked = value;
            if (value) return;
            var waiting = _stalled.ToArray();
            _stalled.Clear();
            foreach (var lane in waiting) lane.Unstalled();
        }
    }

    public TimeSpan NextDelay() => Jitter > TimeSpan.Zero ? Latency + TimeSpan.FromTicks(random.NextInt64(Jitter.Ticks)) : Latency;

    public bool NextIsLost() => IsNext(Weather.Loss);

    public bool NextIsDoubled() => IsNext(Weather.Duplication);

    public bool NextIsReordered() => IsNext(Weather.Reordering);

    /// <summary>How much longer than others a message takes that leaves the line.</summary>
    public TimeSpan NextDetour() => Weather.Detour > TimeSpan.Zero ? TimeSpan.FromTicks(random.NextInt64(Weather.Detour.Ticks)) : TimeSpan.Zero;

    /// <summary>How long a message of this size occupies the link.</summary>
    public TimeSpan Occupied(int bytes) => Throughput > 0 ? TimeSpan.FromSeconds((double)bytes / Throughput) : TimeSpan.Zero;

    public void Stall(SimulatedLane lane) => _stalled.Add(lane);

    private bool IsNext(double share) => share > 0 && random.NextDouble() < share;
}
