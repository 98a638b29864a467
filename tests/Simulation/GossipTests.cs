using System.Text;
using Akka.Actor;
using AkkaFederation.Gossip;
using AkkaFederation.Membership;
using AkkaFederation.TestKit;

namespace AkkaFederation.Simulation.Tests;

/// <summary>Gossip between complete nodes: what each says reaches all, once, whatever happens to the network and to them.</summary>
public sealed class GossipTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly SimulatedWorld _world;
    private readonly Dictionary<string, List<GossipUpdateReceived>> _heard = [];
    private readonly List<string> _said = [];
    private int _lives;

    public GossipTests()
    {
        _world = new SimulatedWorld(31, new SimulatedWorldOptions { Nodes = 5 });
        foreach (var node in _world.Nodes) Start(node);
        Assert.True(_world.RunUntil(() => _world.Nodes.All(n => Sees(n) == 4), Patience));
    }

    [Fact]
    public void What_each_node_says_reaches_all_once()
    {
        foreach (var node in _world.Nodes) Say(node);
        AwaitEverywhere();
        AssertOnce();
    }

    [Fact]
    public void Updates_reach_all_once_despite_a_partition_a_crash_and_a_restart()
    {
        foreach (var node in _world.Nodes) Say(node);
        _world.Run(TimeSpan.FromSeconds(2));
        _world.Partition(_world.Nodes[0], _world.Nodes[1]);
        foreach (var node in _world.Nodes) Say(node);
        _world.Run(TimeSpan.FromSeconds(1));
        _world.Nodes[4].Crash();
        _world.Run(TimeSpan.FromSeconds(15));
        foreach (var node in _world.Nodes.Take(4)) Say(node);
        _world.Run(TimeSpan.FromSeconds(1));
        _world.Heal();
        Start(_world.Nodes[4]);
        _world.Run(TimeSpan.FromSeconds(5));
        foreach (var node in _world.Nodes) Say(node);
        AwaitEverywhere();
        AssertOnce();
        Assert.Empty(_world.Violations);
    }

    [Fact]
    public void What_a_node_says_right_before_it_stops_reaches_all()
    {
        var said = Say(_world.Nodes[3]);
        Assert.True(_world.RunUntil(() => said.IsCompletedSuccessfully, Patience));
        _world.Nodes[3].Stop();
        Assert.True(_world.RunUntil(() => !_world.Nodes[3].IsRunning, Patience));
        Assert.True(_world.RunUntil(() => _world.Nodes.Where(n => n.IsRunning).All(n => Heard(n).Contains(_said[0])), Patience), "news");
        Assert.True(_world.RunUntil(() => _world.Nodes.Where(n => n.IsRunning).All(n => _heard[n.Name].Exists(u => u.Update.Kind == GossipKinds.Farewell)), Patience), "farewell");
    }

    [Fact]
    public void Heartbeats_aside_idle_nodes_exchange_fingerprints_alone()
    {
        foreach (var node in _world.Nodes) Say(node);
        AwaitEverywhere();
        _world.Run(TimeSpan.FromSeconds(120));
        var before = _world.Nodes.Select(StatsOf).ToList();
        _world.Run(TimeSpan.FromSeconds(300));
        foreach (var (stats, i) in _world.Nodes.Select(StatsOf).Select((s, i) => (s, i)))
        {
            Assert.InRange((stats.Sent - before[i].Sent) / 300.0, 0.01, 0.5);
            Assert.InRange((stats.BytesSent - before[i].BytesSent) / 300.0, 0.1, 60);
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_run()
    {
        What_each_node_says_reaches_all_once();
        var again = new GossipTests();
        again.What_each_node_says_reaches_all_once();
        Assert.Equal(_world.TraceHash, again._world.TraceHash);
    }

    private static int Sees(SimulatedNode node) => node.Membership?.Peers.Count(p => p.Status == PeerStatus.Healthy) ?? 0;

    private void Start(SimulatedNode node)
    {
        node.Start();
        var heard = new List<GossipUpdateReceived>();
        _heard[node.Name] = heard;
        var name = $"listener-{++_lives}";
        _world.Loop.Enter(node.Process!, () =>
        {
            var listener = node.System!.ActorOf(Props.Create(() => new Listener(heard)), name);
            node.System.EventStream.Subscribe(listener, typeof(GossipUpdateReceived));
        });
    }

    private Task<GossipId> Say(SimulatedNode node)
    {
        var text = $"{node.Name} says {_said.Count}";
        _said.Add(text);
        Task<GossipId>? id = null;
        _world.Loop.Enter(node.Process!, () => id = Federation.Get(node.System!).Gossip.PropagateUpdate("news", Encoding.UTF8.GetBytes(text)));
        return id!;
    }

    private GossipStats StatsOf(SimulatedNode node)
    {
        Task<GossipStats>? stats = null;
        _world.Loop.Enter(node.Process!, () => stats = Federation.Get(node.System!).Gossip.GetStats());
        Assert.True(_world.RunUntil(() => stats!.IsCompleted, Patience));
        return stats!.Result;
    }

    private IEnumerable<string> Heard(SimulatedNode node) =>
        _heard[node.Name].Where(u => u.Update.Kind == "news").Select(u => Encoding.UTF8.GetString(u.Update.Payload.Span));

    private bool Lacks(SimulatedNode node, string text) => !Heard(node).Contains(text) && (!text.StartsWith(node.Name + " ", StringComparison.Ordinal));

    private void AwaitEverywhere() => Assert.True(
        _world.RunUntil(() => !_world.Nodes.Any(n => _said.Exists(s => Lacks(n, s))), Patience),
        string.Join('\n', _world.Nodes.Select(n => $"{n.Name} lacks {string.Join(", ", _said.Where(s => Lacks(n, s)))}")));

    private void AssertOnce()
    {
        _world.Run(TimeSpan.FromSeconds(65));
        foreach (var node in _world.Nodes)
        {
            var heard = _heard[node.Name].Select(u => u.Update.Id).ToList();
            Assert.Equal(heard.Distinct().Count(), heard.Count);
        }
    }

    private sealed class Listener : UntypedActor
    {
        private readonly List<GossipUpdateReceived> _heard;

        public Listener(List<GossipUpdateReceived> heard) => _heard = heard;

        protected override void OnReceive(object message) => _heard.Add((GossipUpdateReceived)message);
    }
}
