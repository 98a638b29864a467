using Akka.Actor;
using AkkaFederation.Hosting;

namespace AkkaFederation.Broadcast;

/// <summary>
/// Bytes to every living node of the federation, each exactly once in a life of the node: signed by their origin, spread
/// directly, along a tree or as a flood, and repaired where something was lost. Nothing is kept beyond
/// <c>federation.broadcast.keep</c>: who is away longer misses what was said meanwhile. <c>Federation.Broadcasts</c>.
/// </summary>
public sealed class Broadcasts
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly ActorSystem _system;
    private readonly ActorSelection _broadcaster;

    internal Broadcasts(ActorSystem system)
    {
        _system = system;
        _broadcaster = system.ActorSelection($"/user/{FederationRooms.Guardian}/{FederationRooms.Broadcaster}");
    }

    /// <summary>Broadcasts a copy of <paramref name="payload"/>; completes once it is under way.</summary>
    /// <exception cref="BroadcastException">Too large, too many under way, or direct to too many peers.</exception>
    /// <exception cref="AskTimeoutException">The broadcaster of this node does not answer.</exception>
    public async Task<BroadcastReceipt> PublishAsync(ReadOnlyMemory<byte> payload, PublishOptions? options = null)
    {
        options ??= new PublishOptions();
        var answer = await _broadcaster.Ask<object>(new PublishRequest(payload.ToArray(), options.Mode, options.Critical), Patience);
        return answer is BroadcastDenied denied
            ? throw new BroadcastException(denied.Reason, $"Not broadcast: {denied.Detail}.")
            : (BroadcastReceipt)answer;
    }

    /// <summary>From now on the actor gets a <see cref="BroadcastDelivery"/> for every broadcast that reaches this node.</summary>
    public void Subscribe(IActorRef subscriber) => _system.EventStream.Subscribe(subscriber, typeof(BroadcastDelivery));

    /// <summary>No more to that actor.</summary>
    public void Unsubscribe(IActorRef subscriber) => _system.EventStream.Unsubscribe(subscriber, typeof(BroadcastDelivery));

    /// <summary>Deliveries from now on, for code that is no actor.</summary>
    /// <param name="capacity">Deliveries that may wait to be read; whoever falls further behind is ended.</param>
    public BroadcastSubscription Open(int capacity = 1024)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        return new BroadcastSubscription(_system, capacity);
    }

    /// <summary>What broadcasting did on this node since its room started.</summary>
    public Task<BroadcastStatistics> GetStatisticsAsync() =>
        _broadcaster.Ask<BroadcastStatistics>(GetBroadcastStatistics.Instance, Patience);
}
