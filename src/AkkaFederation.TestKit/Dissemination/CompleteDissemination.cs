using System.Globalization;
using System.Text;
using AkkaFederation.Engine.Simulation;
using AkkaFederation.Membership;

namespace AkkaFederation.TestKit.Dissemination;

/// <summary>
/// Measures rumours and broadcasts between complete nodes of a simulated world: membership, actors, serialization and
/// links as they are, with the loss of the plan between the rooms that are built for it. One run is a federation that
/// forms, warms up (a tree finds its shape) and then tells from random origins one thing after the other, the last of
/// which may lose part of the nodes.
/// </summary>
internal sealed class CompleteDissemination(DisseminationPlan plan, Action<double>? progress = null, CancellationToken stop = default)
{
    public const int MostNodes = 100;
    private const int WarmUp = 5;
    private const int Measured = 5;
    private const int KillAfterRounds = 2;
    private const int TailRounds = 20;
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Formation = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Tail = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(200);
    private readonly Dictionary<SimulatedNode, Dictionary<string, TimeSpan>> _had = [];
    private readonly Shares _shares = new();
    private readonly ISpread _spread = plan.Mode == DisseminationMode.Rumour ? new RumourSpread(plan.Fanout) : new BroadcastSpread(plan.Mode, Latency);
    private long _messages;
    private long _bytes;
    private long _duplicates;
    private long _payloads;

    public DisseminationReport Execute()
    {
        for (var run = 0; run < plan.Runs; run++) Run(plan.Seed + (ulong)run, run);
        var broadcasts = (double)plan.Runs * Measured;
        return _shares.Fill(new DisseminationReport
        {
            Plan = plan,
            CompleteNodes = true,
            Delivered = 0,
            RoundsP50 = 0,
            RoundsP99 = 0,
            RoundsAll = 0,
            Redundancy = (double)_duplicates / Math.Max(1, _payloads),
            MessagesPerNode = _messages / broadcasts / plan.Nodes,
            BytesPerNode = _bytes / broadcasts / plan.Nodes,
        });
    }

    private void Run(ulong seed, int run)
    {
        var world = new SimulatedWorld(seed, new SimulatedWorldOptions { Nodes = plan.Nodes, Latency = Latency, Jitter = TimeSpan.Zero });
        var random = SimulatedProcess.RandomOf(seed, "dissemination");
        _had.Clear();
        foreach (var node in world.Nodes) Start(world, node);
        if (!Await(world, () => world.Nodes.All(n => n.Membership?.Peers.Count(p => p.Status is PeerStatus.Healthy or PeerStatus.Degraded) == plan.Nodes - 1), Formation))
            throw new InvalidOperationException($"A simulated federation of {plan.Nodes} nodes (seed {seed}) did not form within {Formation.TotalSeconds} s.");
        Settle(AskAll(world, _spread.Prepare), world);
        Expose(world);
        var total = WarmUp + Measured + (plan.Kill > 0 ? 1 : 0);
        for (var i = 0; i < WarmUp; i++) Broadcast(world, random, run, i, total, kills: false);
        var (delivered, duplicates) = Counted(world);
        world.Network.Written = Count;
        for (var i = 0; i < Measured; i++) _shares.Add(Broadcast(world, random, run, WarmUp + i, total, kills: false));
        world.Network.Written = null;
        var after = Counted(world);
        _payloads += after.Delivered - delivered;
        _duplicates += after.Duplicates - duplicates;
        if (plan.Kill > 0) _shares.Add(Broadcast(world, random, run, total - 1, total, kills: true));
    }

    private void Start(SimulatedWorld world, SimulatedNode node)
    {
        node.Start();
        var had = _had[node] = [];
        world.Loop.Enter(node.Process!, () => _spread.Listen(node.System!, text => had.TryAdd(text, world.Now)));
    }

    private void Expose(SimulatedWorld world)
    {
        if (plan.Loss <= 0) return;
        foreach (var from in world.Nodes)
        {
            foreach (var to in world.Nodes) world.Network.Expose(from.Name, to.Name, LinkWeather.Fair with { Loss = plan.Loss });
        }
    }

    private void Count(string recipient, int bytes)
    {
        if (!recipient.StartsWith(_spread.Room, StringComparison.Ordinal)) return;
        _messages++;
        _bytes += bytes;
    }

    private (List<double> Rounds, int Living) Broadcast(SimulatedWorld world, Random random, int run, int index, int total, bool kills)
    {
        var origin = world.Nodes[random.Next(world.Nodes.Count)];
        var text = string.Create(CultureInfo.InvariantCulture, $"{index}").PadRight(plan.Payload, '.');
        var start = world.Now;
        world.Loop.Enter(origin.Process!, () => _ = _spread.PublishAsync(origin.System!, Encoding.ASCII.GetBytes(text)));

        // Whoever says something knows it.
        _had[origin].TryAdd(text, start);
        if (kills) Kill(world, random, origin);
        var living = world.Nodes.Where(n => n.IsRunning).ToArray();
        Await(world, () => living.All(n => _had[n].ContainsKey(text)), Patience);
        world.Run(Tail > _spread.Round * TailRounds ? Tail : _spread.Round * TailRounds);
        progress?.Invoke((run + ((index + 1.0) / total)) / plan.Runs);
        var rounds = living.Where(n => _had[n].ContainsKey(text)).Select(n => (_had[n][text] - start) / _spread.Round);
        return ([.. rounds.Order()], living.Length);
    }

    private void Kill(SimulatedWorld world, Random random, SimulatedNode origin)
    {
        world.Run(_spread.Round * KillAfterRounds);
        var victims = world.Nodes.Where(n => n != origin).ToArray();
        random.Shuffle(victims);
        foreach (var victim in victims.Take((int)(plan.Kill * world.Nodes.Count))) victim.Crash();
    }

    private SpreadCounts Counted(SimulatedWorld world)
    {
        var asked = AskAll(world, _spread.CountAsync);
        Settle(asked, world);
        return new SpreadCounts(asked.Sum(t => t.Result.Delivered), asked.Sum(t => t.Result.Duplicates));
    }

    private static T[] AskAll<T>(SimulatedWorld world, Func<Akka.Actor.ActorSystem, T> ask) => [.. world.Nodes.Select(node =>
    {
        T? task = default;
        world.Loop.Enter(node.Process!, () => task = ask(node.System!));
        return task!;
    })];

    private void Settle(Task[] asked, SimulatedWorld world)
    {
        if (!Await(world, () => asked.All(t => t.IsCompleted), Patience))
            throw new InvalidOperationException($"A node of the simulated federation has not answered within {Patience.TotalSeconds} s.");
    }

    private bool Await(SimulatedWorld world, Func<bool> holds, TimeSpan atMost)
    {
        for (var limit = world.Now + atMost; world.Now < limit;)
        {
            stop.ThrowIfCancellationRequested();
            if (holds()) return true;
            world.Run(Slice);
        }

        return holds();
    }
}
