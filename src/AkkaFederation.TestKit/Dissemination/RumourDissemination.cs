using AkkaFederation.Engine.Simulation;
using AkkaFederation.Gossip;
using AkkaFederation.Identity;
using AkkaFederation.Wire;

namespace AkkaFederation.TestKit.Dissemination;

/// <summary>
/// Measures the spreading of rumours by gossip cores alone over one shared table of members, in rounds that all begin at
/// the same moment: what is told in a round is passed on in the next one at the earliest. Anti-entropy is left out, so
/// that what is measured is the rumours alone. The same plan gives the same report.
/// </summary>
internal sealed class RumourDissemination(DisseminationPlan plan, Action<double>? progress = null, CancellationToken stop = default)
{
    private const string Cluster = "simulated";
    private const int MostRounds = 64;
    private const int KillAfterRounds = 2;
    private static readonly TimeSpan Never = TimeSpan.FromDays(10_000);
    private readonly WireRegistry _wire = new(Cluster, [new GossipWire()]);
    private readonly List<double> _p50 = [];
    private readonly List<double> _p99 = [];
    private readonly List<double> _all = [];
    private long _wanted;
    private long _reached;
    private long _duplicates;
    private long _messages;
    private long _bytes;

    /// <summary>How urgent the rumour is, which decides about the fanout.</summary>
    public GossipPriority Priority { get; init; } = GossipPriority.Medium;

    public DisseminationReport Execute()
    {
        for (var run = 0; run < plan.Runs; run++)
        {
            Run(plan.Seed + (ulong)run, done => progress?.Invoke((run + done) / plan.Runs));
            progress?.Invoke((run + 1.0) / plan.Runs);
        }

        return new DisseminationReport
        {
            Plan = plan,
            CompleteNodes = false,
            Delivered = (double)_reached / _wanted,
            RoundsP50 = _p50.Average(),
            RoundsP99 = _p99.Max(),
            RoundsAll = _all.Max(),
            Redundancy = (double)_duplicates / Math.Max(1, _reached - plan.Runs),
            MessagesPerNode = (double)_messages / plan.Runs / plan.Nodes,
            BytesPerNode = (double)_bytes / plan.Runs / plan.Nodes,
        };
    }

    private void Run(ulong seed, Action<double> advance)
    {
        var random = SimulatedProcess.RandomOf(seed, "rumours");
        var nodes = MakeNodes(seed, random);
        var byId = nodes.ToDictionary(n => n.Id);
        var payload = new byte[plan.Payload];
        random.NextBytes(payload);
        var origin = nodes[random.Next(nodes.Length)];
        origin.ReachedIn = 0;
        Step(origin, new GossipPublish("measurement", payload, Priority, origin.Core.Options.HopLimit), TimeSpan.Zero, out var sends);
        var interval = origin.Core.Options.Interval;

        // What is critical is on its way before the first round.
        Arrive(sends, round: 0, TimeSpan.Zero, byId, random, out var next);
        for (var round = 1; round <= MostRounds && (next.Count > 0 || nodes.Any(n => n.Lives && n.Core.Waiting > 0)); round++)
        {
            stop.ThrowIfCancellationRequested();
            var beat = interval * round;
            var told = next;
            foreach (var node in nodes)
            {
                if (!node.Lives || node.Core.Waiting == 0) continue;
                Step(node, GossipTick.Instance, beat, out sends);
                told.AddRange(sends);
            }

            Arrive(told, round, beat + (interval / 2), byId, random, out next);
            if (round == KillAfterRounds) Kill(nodes, origin, random);
            advance(Math.Min(0.99, round / 16.0));
        }

        Measure(nodes);
    }

    private Node[] MakeNodes(ulong seed, Random random)
    {
        var signatures = new SimulatedSignatures(seed);
        var names = new Did[plan.Nodes];
        Span<byte> key = stackalloc byte[33];
        for (var i = 0; i < names.Length; i++)
        {
            random.NextBytes(key);
            key[0] = 2;
            names[i] = Did.FromPublicKey(key);
        }

        var members = new GossipMembers(names, [], []);
        var options = new GossipOptions { Fanout = plan.Fanout, FirstRound = TimeSpan.Zero, SyncInterval = Never, HeartbeatInterval = TimeSpan.Zero };
        return [.. names.Select(name => new Node(name, new GossipCore(
            options, new GossipSelf(new Signer(name, signatures), Cluster, DateTimeOffset.UnixEpoch.AddDays(1)), signatures, new Random(random.Next()), members, TimeSpan.Zero)))];
    }

    private static void Step(Node node, GossipInput input, TimeSpan now, out List<Sent> sends)
    {
        node.Core.Step(input, now);
        sends = [];
        foreach (var effect in node.Core.Effects)
        {
            if (effect is RunRound round) sends.AddRange(round.Sends.Select(s => new Sent(node.Id, s.To, s.Message)));
        }

        node.Core.ClearEffects();
    }

    private void Arrive(List<Sent> sends, int round, TimeSpan at, Dictionary<Did, Node> byId, Random random, out List<Sent> pushed)
    {
        pushed = [];
        foreach (var send in sends)
        {
            _messages++;
            _bytes += _wire.Encode(GossipCodec.Encode(send.Message, compressAbove: 1024)).Length;
            var to = byId[send.To];
            if (random.NextDouble() < plan.Loss || !to.Lives) continue;
            Step(to, new GossipHeard(send.From, send.Message), at, out var more);
            if (to.Core.Counters.Delivered > 0 && to.ReachedIn < 0) to.ReachedIn = round;
            pushed.AddRange(more);
        }
    }

    private void Kill(Node[] nodes, Node origin, Random random)
    {
        var victims = nodes.Where(n => n != origin).ToArray();
        random.Shuffle(victims);
        foreach (var victim in victims.Take((int)(plan.Kill * nodes.Length))) victim.Lives = false;
    }

    private void Measure(Node[] nodes)
    {
        var living = nodes.Count(n => n.Lives);
        var rounds = nodes.Where(n => n.Lives && n.ReachedIn >= 0).Select(n => (double)n.ReachedIn).Order().ToList();
        _wanted += living;
        _reached += rounds.Count;
        _duplicates += nodes.Sum(n => n.Core.Counters.Duplicates);
        _p50.Add(At(rounds, living, 0.5));
        _p99.Add(At(rounds, living, 0.99));
        _all.Add(At(rounds, living, 1));
    }

    // The round in which that part of all living had it; never, if it did not reach so many.
    private static double At(List<double> sorted, int living, double part)
    {
        var index = (int)Math.Ceiling(part * living) - 1;
        return index < sorted.Count ? sorted[Math.Max(0, index)] : double.PositiveInfinity;
    }

    private sealed record Sent(Did From, Did To, GossipMessage Message);

    private sealed class Node(Did id, GossipCore core)
    {
        public Did Id => id;

        public GossipCore Core => core;

        public bool Lives { get; set; } = true;

        public int ReachedIn { get; set; } = -1;
    }

    private sealed class Signer(Did id, SimulatedSignatures signatures) : ISigner
    {
        public Did Id => id;

        public byte[] Sign(ReadOnlySpan<byte> statement) => signatures.Sign(id, statement);
    }
}
