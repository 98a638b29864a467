using AkkaFederation.Broadcast;
using AkkaFederation.Engine.Simulation;

namespace AkkaFederation.TestKit.Dissemination;

/// <summary>
/// Measures broadcast cores: a warm-up in which the tree forms, then broadcasts from random origins one after the other,
/// the last of which may lose part of the nodes when it has come over two links.
/// </summary>
internal sealed class TreeDissemination(DisseminationPlan plan, Action<double>? progress = null, CancellationToken stop = default)
{
    private const int WarmUp = 10;
    private const int Measured = 10;
    private const int KillAfterRounds = 2;
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly Shares _shares = new();
    private long _extra;
    private long _payloads;
    private long _messages;
    private long _bytes;
    private int _steps;

    /// <summary>Figures of the cores.</summary>
    public BroadcastOptions Options { get; init; } = new();

    public DisseminationReport Execute()
    {
        for (var run = 0; run < plan.Runs; run++) Run(plan.Seed + (ulong)run);
        var broadcasts = (double)plan.Runs * Measured;
        return _shares.Fill(new DisseminationReport
        {
            Plan = plan,
            CompleteNodes = false,
            Delivered = 0,
            RoundsP50 = 0,
            RoundsP99 = 0,
            RoundsAll = 0,
            Redundancy = (double)_extra / Math.Max(1, _payloads - _extra),
            MessagesPerNode = _messages / broadcasts / plan.Nodes,
            BytesPerNode = _bytes / broadcasts / plan.Nodes,
        });
    }

    private void Run(ulong seed)
    {
        var random = SimulatedProcess.RandomOf(seed, "dissemination");
        var network = new BroadcastNetwork(plan.Nodes, seed, Options) { Loss = plan.Loss, CountsBytes = true };
        for (var i = 0; i < WarmUp; i++) Broadcast(network, random, kills: false);
        var (messages, bytes) = (network.Messages, network.Bytes);
        var (delivered, duplicates) = Received(network);
        for (var i = 0; i < Measured; i++) Measure(network, Broadcast(network, random, kills: false));
        var after = Received(network);
        _extra += after.Duplicates - duplicates;
        _payloads += after.Delivered - delivered + after.Duplicates - duplicates;
        _messages += network.Messages - messages;
        _bytes += network.Bytes - bytes;
        if (plan.Kill > 0) Measure(network, Broadcast(network, random, kills: true));
    }

    // Payloads that arrived: what a node published itself came over no link.
    private static (long Delivered, long Duplicates) Received(BroadcastNetwork network) =>
        (network.Nodes.Sum(n => n.Core.Counters.Delivered - n.Core.Counters.PublishedTotal), network.Nodes.Sum(n => n.Core.Counters.Duplicates));

    private Broadcasted Broadcast(BroadcastNetwork network, Random random, bool kills)
    {
        stop.ThrowIfCancellationRequested();
        var origin = network.Nodes[random.Next(network.Nodes.Count)];
        var start = network.Now;
        network.Publish(origin, plan.Payload, plan.Mode == DisseminationMode.Flood ? BroadcastMode.Flood : BroadcastMode.Tree);
        var id = origin.Published[^1];
        if (kills)
        {
            network.RunFor(network.Latency * KillAfterRounds);
            var victims = network.Nodes.Where(n => n != origin).ToArray();
            random.Shuffle(victims);
            foreach (var victim in victims.Take((int)(plan.Kill * network.Nodes.Count))) network.Kill(victim);
        }

        network.RunUntil(() => HaveAll(network, id), Patience);
        network.RunFor(Apart);
        progress?.Invoke((double)++_steps / (plan.Runs * (WarmUp + Measured + (plan.Kill > 0 ? 1 : 0))));
        return new Broadcasted(id, start);
    }

    // Asked after every event: the count of one broadcast is kept, not made anew.
    private static bool HaveAll(BroadcastNetwork network, BroadcastId id) => network.LivingWithout(id) == 0;

    private void Measure(BroadcastNetwork network, Broadcasted broadcasted)
    {
        var times = new List<double>();
        var living = network.Living.ToArray();
        foreach (var node in living)
        {
            foreach (var arrival in node.Deliveries)
            {
                if (arrival.Id == broadcasted.Id) times.Add((arrival.At - broadcasted.Start) / network.Latency);
            }
        }

        times.Sort();
        _shares.Add((times, living.Length));
    }

    private readonly record struct Broadcasted(BroadcastId Id, TimeSpan Start);
}
