using Akka.Actor;

namespace AkkaFederation.Engine.Simulation;

/// <summary>The links between the processes of a world, and who listens where.</summary>
internal sealed class SimulatedNetwork(SimulationLoop loop)
{
    private readonly Random _random = SimulatedProcess.RandomOf(loop.Seed, "network");
    private readonly Dictionary<(string From, string To), SimulatedLink> _known = [];
    private readonly List<SimulatedLink> _links = [];
    private readonly Dictionary<Address, SimulatedTransport> _listening = [];
    private readonly List<SimulatedTransport> _transports = [];

    /// <summary>What a link has that nobody has changed.</summary>
    public TimeSpan Latency { get; init; } = TimeSpan.FromMicroseconds(300);

    public TimeSpan Jitter { get; init; } = TimeSpan.FromMicroseconds(400);

    /// <summary>What a link does to single messages unless it is told otherwise.</summary>
    public LinkWeather Weather { get; init; } = LinkWeather.Fair;

    /// <summary>
    /// Paths of actors whose messages to each other are datagrams to them: they, and those beneath them, are built for
    /// losing them, getting them twice and out of order. All else is struck by no weather.
    /// </summary>
    public IReadOnlyList<string> DatagramRooms { get; init; } = [];

    /// <summary>Told of every message that is written to a link: the path of its recipient, and its bytes.</summary>
    public Action<string, int>? Written { get; set; }

    public SimulationLoop Loop => loop;

    public SimulatedTransport Transport(SimulatedProcess process, Address address, string identity)
    {
        var transport = new SimulatedTransport(this, process, address, identity, _random);
        process.Crashed += () => Remove(transport);
        return transport;
    }

    public SimulatedLink Link(string from, string to)
    {
        if (_known.TryGetValue((from, to), out var link)) return link;
        link = new SimulatedLink(from, to, _random) { Latency = Latency, Jitter = Jitter, Weather = Weather };
        _known.Add((from, to), link);
        _links.Add(link);
        return link;
    }

    /// <summary>Whether a path as it stands on the wire is that of a datagram room or beneath it.</summary>
    public bool IsDatagramRoom(string path)
    {
        foreach (var room in DatagramRooms)
        {
            if (path.StartsWith(room, StringComparison.Ordinal) && (path.Length == room.Length || path[room.Length] is '/' or '#')) return true;
        }

        return false;
    }

    /// <summary>Nothing goes from one process to the other.</summary>
    public void Block(string from, string to)
    {
        loop.Trace.Note(loop.Now, from, "blocked to " + to);
        Link(from, to).Blocked = true;
    }

    /// <summary>Nothing goes between the two sides, in either direction.</summary>
    public void Partition(IReadOnlyCollection<string> side, IReadOnlyCollection<string> other)
    {
        foreach (var a in side)
        {
            foreach (var b in other)
            {
                Block(a, b);
                Block(b, a);
            }
        }
    }

    /// <summary>Every link as it was at first.</summary>
    public void Heal()
    {
        loop.Trace.Note(loop.Now, "network", "healed");
        foreach (var link in _links.ToArray())
        {
            (link.Latency, link.Jitter, link.Throughput, link.Weather) = (Latency, Jitter, 0, Weather);
            if (link.Blocked) link.Blocked = false;
        }
    }

    /// <summary>Breaks every connection between two processes, in both directions; what is under way is lost.</summary>
    public void Break(string one, string other)
    {
        loop.Trace.Note(loop.Now, one, "broken to " + other);
        foreach (var transport in _transports.ToArray())
        {
            foreach (var lane in transport.Lanes)
            {
                var (from, to) = (transport.Process.Name, lane.PeerProcess);
                if ((from == one && to == other) || (from == other && to == one)) lane.Break(TimeSpan.Zero);
            }
        }
    }

    /// <summary>What the link does to single messages from now on.</summary>
    public void Expose(string from, string to, LinkWeather weather)
    {
        loop.Trace.Note(loop.Now, from, "weather to " + to);
        Link(from, to).Weather = weather;
    }

    internal void Add(SimulatedTransport transport)
    {
        if (!_listening.TryAdd(transport.Address, transport))
            throw new InvalidOperationException($"{transport.Address} is in use by {_listening[transport.Address].Process.Name}.");
        _transports.Add(transport);
    }

    /// <summary>It listens no more: its peers are told by their connections, as far as the links let them.</summary>
    internal void Remove(SimulatedTransport gone)
    {
        if (!_transports.Remove(gone)) return;
        _listening.Remove(gone.Address);
        foreach (var transport in _transports)
        {
            foreach (var lane in transport.Lanes)
                if (lane.IsTo(gone)) lane.Break(Link(gone.Process.Name, transport.Process.Name).NextDelay());
        }
    }

    internal SimulatedTransport? At(Address address) => _listening.GetValueOrDefault(address);
}
