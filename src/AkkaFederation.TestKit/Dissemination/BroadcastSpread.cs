using System.Text;
using Akka.Actor;
using AkkaFederation.Broadcast;

namespace AkkaFederation.TestKit.Dissemination;

/// <summary>By the broadcaster, along the tree or over every link; a round is what a message takes over a link.</summary>
internal sealed class BroadcastSpread(DisseminationMode mode, TimeSpan latency) : ISpread
{
    private readonly PublishOptions _options = new() { Mode = mode == DisseminationMode.Flood ? BroadcastMode.Flood : BroadcastMode.Tree };

    public string Room => "/user/federation/broadcaster";

    public TimeSpan Round => latency;

    public void Listen(ActorSystem system, Action<string> heard) =>
        Federation.Get(system).Broadcasts.Subscribe(system.ActorOf(Props.Create(() => new Recorder(heard))));

    public Task Prepare(ActorSystem system) => Task.CompletedTask;

    public Task PublishAsync(ActorSystem system, byte[] payload) => Federation.Get(system).Broadcasts.PublishAsync(payload, _options);

    public async Task<SpreadCounts> CountAsync(ActorSystem system)
    {
        var counts = await Federation.Get(system).Broadcasts.GetStatisticsAsync();
        return new SpreadCounts(counts.Delivered - counts.Published, counts.Duplicates);
    }

    private sealed class Recorder : ReceiveActor
    {
        public Recorder(Action<string> heard) => Receive<BroadcastDelivery>(d => heard(Encoding.ASCII.GetString(d.Payload.Span)));
    }
}
