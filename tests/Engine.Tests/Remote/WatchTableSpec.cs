using Akka.Actor;
using Akka.Remote;

namespace AkkaFederation.Engine.Remote.Tests;

/// <summary>Each pair leaves the table exactly once, by whichever of its ends comes first.</summary>
public sealed class WatchTableSpec : IAsyncLifetime
{
    private readonly InMemoryNetwork _network = new();
    private readonly ActorSystem _system;
    private readonly WatchTable _table;
    private readonly Address _node = new("akka.ssl.tcp", "there", "memory", 2);
    private bool _silent;

    public WatchTableSpec()
    {
        _system = ActorSystem.Create("here", Akka.Actor.Setup.ActorSystemSetup.Create(
            BootstrapSetup.Create().WithConfig("akka { loglevel = ERROR, actor.provider = remote }"), new TransportSetup(_ => _network.Node("here", 1))));
        _table = new WatchTable(() => new Switch(this));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _system.Terminate();

    [Theory]
    [InlineData("/user/a#5", "/user/a#5", true)]
    [InlineData("/user/a", "/user/a#5", true)]
    [InlineData("/user/a#5", "/user/a", true)]
    [InlineData("/user/a#5", "/user/a#6", false)]
    [InlineData("/user/a", "/user/b", false)]
    public void A_notice_of_a_death_is_about_the_incarnation_that_was_watched(string watched, string died, bool expected)
    {
        var pair = Pair(watched, "w");
        _table.Add(pair);
        Assert.Equal(expected ? [pair] : [], _table.TakeDead(_node, died, RemotePaths.OnWire(pair.Watcher.Path)));
        Assert.Equal(expected ? [] : [_node], _table.Nodes);
        Assert.Empty(_table.TakeDead(new Address("akka.ssl.tcp", "elsewhere", "memory", 3), watched, RemotePaths.OnWire(pair.Watcher.Path)));
    }

    [Fact]
    public void A_pair_is_there_once_and_goes_once()
    {
        var pair = Pair("/user/a", "w");
        _table.Add(pair);
        _table.Add(pair);
        Assert.Equal([pair], _table.TakeNode(_node));
        Assert.Empty(_table.TakeNode(_node));
        Assert.Empty(_table.TakeDead(_node, "/user/a", RemotePaths.OnWire(pair.Watcher.Path)));
    }

    [Fact]
    public void A_node_is_judged_while_somebody_watches_there_and_no_longer()
    {
        var (first, second) = (Pair("/user/a", "w1"), Pair("/user/b", "w2"));
        _table.Add(first);
        _table.Add(second);
        Assert.Empty(_table.Silent());
        _silent = true;
        Assert.Equal([_node], _table.Silent());
        _table.Remove(first);
        Assert.Equal([_node], _table.Silent());
        _table.Remove(second);
        Assert.Empty(_table.Silent());
        Assert.Empty(_table.Nodes);
    }

    private WatchPair Pair(string watchee, string watcher) => new(
        (RemoteActorRef)((ExtendedActorSystem)_system).Provider.ResolveActorRef(_node + watchee), (IInternalActorRef)new Mailroom(_system, watcher).Ref);

    private sealed class Switch(WatchTableSpec test) : FailureDetector
    {
        public override bool IsAvailable => !test._silent;

        public override bool IsMonitoring => true;

        public override void HeartBeat()
        {
            // The test alone decides.
        }
    }
}
