using System.Text;
using Akka.Actor;
using AkkaFederation.Broadcast;
using AkkaFederation.Engine.Simulation;
using AkkaFederation.Membership;
using AkkaFederation.TestKit;

namespace AkkaFederation.Simulation.Tests.Broadcast;

/// <summary>A world of complete nodes in which every life of every node writes down what is delivered to it.</summary>
internal sealed class BroadcastWorld
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Dictionary<SimulatedNode, List<Delivery>> _deliveries = [];

    public BroadcastWorld(ulong seed, int nodes)
    {
        World = new SimulatedWorld(seed, new SimulatedWorldOptions { Nodes = nodes });
    }

    public SimulatedWorld World { get; }

    public IReadOnlyList<SimulatedNode> Nodes => World.Nodes;

    public void StartAll()
    {
        foreach (var node in Nodes) Start(node);
        AwaitAllSeen();
    }

    public void Start(SimulatedNode node)
    {
        node.Start();
        var deliveries = _deliveries[node] = [];
        Enter(node, system => Federation.Get(system).Broadcasts.Subscribe(system.ActorOf(Props.Create(() => new Recorder(deliveries, World)))));
    }

    public void AwaitAllSeen()
    {
        var running = Nodes.Where(n => n.IsRunning).ToArray();
        var formed = World.RunUntil(() => running.All(n => running.All(o => o == n || Sees(n, o))), Patience);
        var missing = running.SelectMany(n => running.Where(o => o != n && !Sees(n, o)).Select(o => $"{n.Name} does not see {o.Name}"));
        Assert.True(formed, string.Join(", ", missing));
    }

    public void Expose(double loss)
    {
        foreach (var from in Nodes)
        {
            foreach (var to in Nodes) World.Network.Expose(from.Name, to.Name, new LinkWeather(loss, loss, loss, TimeSpan.FromMilliseconds(50)));
        }
    }

    public void Publish(SimulatedNode node, string text, PublishOptions? options = null) =>
        Enter(node, system => _ = Federation.Get(system).Broadcasts.PublishAsync(Encoding.UTF8.GetBytes(text), options));

    public BroadcastStatistics Statistics(SimulatedNode node)
    {
        Task<BroadcastStatistics>? asked = null;
        Enter(node, system => asked = Federation.Get(system).Broadcasts.GetStatisticsAsync());
        Assert.True(World.RunUntil(() => asked!.IsCompleted, Patience));
        return asked!.Result;
    }

    public IReadOnlyList<Delivery> DeliveriesAt(SimulatedNode node) => _deliveries[node];

    public bool HasAll(SimulatedNode node, IEnumerable<string> texts) => texts.All(t => _deliveries[node].Exists(d => d.Text == t));

    /// <summary>Every node gets each of these, and none a second time.</summary>
    public void AssertOnceEach(IEnumerable<SimulatedNode> nodes, IReadOnlyList<string> texts, TimeSpan within)
    {
        var who = nodes.ToArray();
        var all = World.RunUntil(() => who.All(n => HasAll(n, texts)), within);
        var lacking = who.SelectMany(n => texts.Where(t => !HasAll(n, [t])).Select(t => $"{n.Name} lacks '{t}'"));
        Assert.True(all, string.Join(", ", lacking));
        World.Run(TimeSpan.FromSeconds(5));
        foreach (var node in who)
            Assert.Equal(_deliveries[node].Count, _deliveries[node].Select(d => d.Text).Distinct().Count());
    }

    private static bool Sees(SimulatedNode node, SimulatedNode other) =>
        node.Membership?.Find(other.Id)?.Status is PeerStatus.Healthy or PeerStatus.Degraded;

    private void Enter(SimulatedNode node, Action<ActorSystem> action) => World.Loop.Enter(node.Process!, () => action(node.System!));

    private sealed class Recorder : ReceiveActor
    {
        public Recorder(List<Delivery> deliveries, SimulatedWorld world) => Receive<BroadcastDelivery>(
            d => deliveries.Add(new Delivery(Encoding.UTF8.GetString(d.Payload.Span), world.Now, d.Hops, d.Mode)));
    }
}

/// <summary>One delivery to the subscribers of a node.</summary>
internal sealed record Delivery(string Text, TimeSpan At, int Hops, BroadcastMode Mode);
