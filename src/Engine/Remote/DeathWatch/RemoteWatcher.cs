using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Event;
using Akka.Remote;

namespace AkkaFederation.Engine.Remote;

/// <summary>/system/remote-watcher: runs the <see cref="WatchTable"/>, sends heartbeats, tells watchers of deaths.</summary>
internal sealed class RemoteWatcher : UntypedActor
{
    private readonly RemoteActorRefProvider _provider;
    private readonly WatchTable _table;
    private readonly Dictionary<Address, HashSet<(string Watchee, string Watcher)>> _watchedFrom = [];

    public RemoteWatcher(RemoteActorRefProvider provider, Func<FailureDetector> createDetector)
    {
        _provider = provider;
        _table = new WatchTable(createDetector);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Begin begin:
                _table.Add(begin.Pair);
                break;
            case End end:
                _table.Remove(end.Pair);
                break;
            case Died died:
                Tell(_table.TakeDead(died.Address, died.Command.Watchee, died.Command.Watcher), died.Command.Existed, false);
                break;
            case Heard heard:
                _table.Heard(heard.Address);
                break;
            case NodeLost lost:
                OnNodeLost(lost.Address);
                break;
            case WatchedFrom watched:
                OnWatchedFrom(watched);
                break;
            case Tick:
                OnTick();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void OnTick()
    {
        foreach (var node in _table.Silent()) OnNodeLost(node);
        foreach (var node in _table.Nodes) _provider.Commands.SendOnce(node, Lane.Control, HeartbeatCommand.Instance);
        foreach (var node in _provider.Commands.Tick()) OnNodeLost(node);
    }

    private void OnNodeLost(Address address)
    {
        _provider.Commands.Forget(address);
        Tell(_table.TakeNode(address), existed: false, addressTerminated: true);
        if (!_watchedFrom.Remove(address, out var pairs)) return;

        // Watchers that lived there are no more: their watchees need not remember them.
        foreach (var (watchee, watcher) in pairs)
            if (_provider.ResolveLocal(watchee) is { } local)
                local.SendSystemMessage(new Unwatch(local, _provider.RemoteRef(address, watcher, null)));
    }

    private void OnWatchedFrom(WatchedFrom watched)
    {
        if (!_watchedFrom.TryGetValue(watched.Address, out var pairs)) _watchedFrom[watched.Address] = pairs = [];
        if (watched.Watches) pairs.Add((watched.Watchee, watched.Watcher));
        else pairs.Remove((watched.Watchee, watched.Watcher));
        if (pairs.Count == 0) _watchedFrom.Remove(watched.Address);
    }

    private static void Tell(IReadOnlyList<WatchPair> pairs, bool existed, bool addressTerminated)
    {
        foreach (var pair in pairs)
            pair.Watcher.SendSystemMessage(new DeathWatchNotification(pair.Watchee, existed, addressTerminated));
    }

    internal sealed record Begin(WatchPair Pair) : INoSerializationVerificationNeeded;

    internal sealed record End(WatchPair Pair) : INoSerializationVerificationNeeded;

    internal sealed record Died(Address Address, DeathCommand Command) : INoSerializationVerificationNeeded;

    internal sealed record Heard(Address Address) : INoSerializationVerificationNeeded;

    internal sealed record NodeLost(Address Address) : INoSerializationVerificationNeeded;

    internal sealed record WatchedFrom(Address Address, string Watchee, string Watcher, bool Watches) : INoSerializationVerificationNeeded;

    internal sealed record Tick : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static Tick Instance { get; } = new();
    }
}
