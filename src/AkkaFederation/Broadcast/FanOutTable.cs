using System.Globalization;
using Akka.Actor;

namespace AkkaFederation.Broadcast;

/// <summary>The fan-out actors of a broadcaster, one for each broadcast that it pushes; there are no more than it caches.</summary>
internal sealed class FanOutTable
{
    private readonly Dictionary<BroadcastId, IActorRef> _byId = [];
    private readonly Dictionary<IActorRef, BroadcastId> _idOf = [];
    private long _made;

    public int Count => _byId.Count;

    public IActorRef? Find(BroadcastId id) => _byId.GetValueOrDefault(id);

    public string NextName() => string.Create(CultureInfo.InvariantCulture, $"fanout-{++_made}");

    public void Add(BroadcastId id, IActorRef fanOut)
    {
        _byId.Add(id, fanOut);
        _idOf.Add(fanOut, id);
    }

    public void Remove(IActorRef fanOut)
    {
        if (_idOf.Remove(fanOut, out var id)) _byId.Remove(id);
    }
}
