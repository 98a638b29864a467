using System.Text;
using Akka.Actor;
using AkkaFederation.Gossip;

namespace AkkaFederation.TestKit.Dissemination;

/// <summary>
/// By rumours of gossip; a round is the interval of its settings, and each node begins its rounds at a moment of its own.
/// Heartbeats and anti-entropy are as good as off, so that what is measured is the rumours alone, as between the cores.
/// </summary>
internal sealed class RumourSpread(int fanout) : ISpread
{
    private const string Kind = "measurement";
    private static readonly TimeSpan Rarely = TimeSpan.FromHours(1);

    public string Room => "/user/federation/gossip";

    public TimeSpan Round { get; private set; }

    public void Listen(ActorSystem system, Action<string> heard) =>
        system.EventStream.Subscribe(system.ActorOf(Props.Create(() => new Recorder(heard))), typeof(GossipUpdateReceived));

    public async Task Prepare(ActorSystem system)
    {
        var settings = await Federation.Get(system).Gossip.UpdateConfig(s => s with { Fanout = fanout, HeartbeatInterval = TimeSpan.Zero, AntiEntropyInterval = Rarely });
        Round = settings.Interval;
    }

    public Task PublishAsync(ActorSystem system, byte[] payload) => Federation.Get(system).Gossip.PropagateUpdate(Kind, payload, GossipPriority.Medium);

    public async Task<SpreadCounts> CountAsync(ActorSystem system)
    {
        var counts = await Federation.Get(system).Gossip.GetStats();
        return new SpreadCounts(counts.Delivered, counts.Duplicates);
    }

    private sealed class Recorder : ReceiveActor
    {
        public Recorder(Action<string> heard) => Receive<GossipUpdateReceived>(
            received => heard(Encoding.ASCII.GetString(received.Update.Payload.Span)), received => received.Update.Kind == Kind);
    }
}
