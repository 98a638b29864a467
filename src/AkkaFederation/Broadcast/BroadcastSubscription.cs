using System.Threading.Channels;
using Akka.Actor;

namespace AkkaFederation.Broadcast;

/// <summary>Deliveries as a stream. Bounded: a reader that falls behind is ended rather than waited for.</summary>
public sealed class BroadcastSubscription : IDisposable
{
    private readonly Channel<BroadcastDelivery> _channel;
    private readonly ActorSystem _system;
    private readonly IActorRef _reader;

    internal BroadcastSubscription(ActorSystem system, int capacity)
    {
        _system = system;
        var channel = _channel = Channel.CreateBounded<BroadcastDelivery>(new BoundedChannelOptions(capacity) { SingleReader = true });
        _reader = system.ActorOf(Props.Create(() => new Reader(channel.Writer, capacity)));
        system.EventStream.Subscribe(_reader, typeof(BroadcastDelivery));
    }

    /// <summary>Every delivery since the subscription was opened, in the order in which they reached this node.</summary>
    /// <exception cref="InvalidOperationException">The reader fell further behind than the capacity.</exception>
    public IAsyncEnumerable<BroadcastDelivery> ReadAllAsync(CancellationToken ct = default) => _channel.Reader.ReadAllAsync(ct);

    /// <summary>Ends the stream; what waits can still be read.</summary>
    public void Dispose()
    {
        _system.EventStream.Unsubscribe(_reader);
        _system.Stop(_reader);
    }

    private sealed class Reader : UntypedActor
    {
        private readonly ChannelWriter<BroadcastDelivery> _writer;
        private readonly int _capacity;

        public Reader(ChannelWriter<BroadcastDelivery> writer, int capacity) => (_writer, _capacity) = (writer, capacity);

        protected override void OnReceive(object message)
        {
            if (message is not BroadcastDelivery delivery || _writer.TryWrite(delivery)) return;
            _writer.TryComplete(new InvalidOperationException(
                $"The reader of broadcasts fell more than {_capacity} deliveries behind and was ended; read faster or open with a larger capacity."));
            Context.Stop(Self);
        }

        protected override void PostStop()
        {
            Context.System.EventStream.Unsubscribe(Self);
            _writer.TryComplete();
        }
    }
}
