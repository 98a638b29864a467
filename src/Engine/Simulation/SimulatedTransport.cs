using Akka.Actor;
using AkkaFederation.Engine.Remote;

namespace AkkaFederation.Engine.Simulation;

/// <summary>The transport of one process over the simulated network. Its identity is what TLS would have proven.</summary>
internal sealed class SimulatedTransport(SimulatedNetwork network, SimulatedProcess process, Address address, string identity, Random random) : ITransport
{
    private readonly Dictionary<(Address Peer, Lane Lane), SimulatedLane> _known = [];

    public Address Address => address;

    public string Identity => identity;

    public SimulatedProcess Process => process;

    /// <summary>In the order in which they were first used.</summary>
    public List<SimulatedLane> Lanes { get; } = [];

    public ITransportEvents Events { get; private set; } = null!;

    public bool IsClosed { get; private set; }

    public Address Bind() => address;

    public void Start(ITransportEvents events)
    {
        Events = events;
        network.Add(this);
    }

    public IOutboundLane LaneTo(Address peer, Lane lane)
    {
        if (_known.TryGetValue((peer, lane), out var known)) return known;
        known = new SimulatedLane(network, this, peer, lane, random);
        _known.Add((peer, lane), known);
        Lanes.Add(known);
        return known;
    }

    public Task ShutdownAsync(TimeSpan flush)
    {
        IsClosed = true;
        foreach (var lane in Lanes) lane.Flush();
        network.Remove(this);
        return Task.CompletedTask;
    }

    /// <summary>A peer has proven to be up: lanes that wait to try again need not.</summary>
    public void PeerIsUp(Address peer)
    {
        foreach (var lane in Lanes)
            if (lane.Peer.Equals(peer)) lane.TryNow();
    }
}
