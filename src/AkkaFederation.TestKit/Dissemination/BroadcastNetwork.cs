using AkkaFederation.Broadcast;
using AkkaFederation.Engine.Simulation;
using AkkaFederation.Identity;
using AkkaFederation.Wire;

namespace AkkaFederation.TestKit.Dissemination;

/// <summary>
/// Broadcast cores over one shared overlay, on a virtual clock and a network of datagrams that loses, delays and cuts off.
/// The same seed does the same again. Cores alone: no actors, no serialization but for counting bytes.
/// </summary>
internal sealed class BroadcastNetwork
{
    public const string Cluster = "simulated";
    private readonly PriorityQueue<Due, (long At, long Order)> _due = new();
    private readonly Dictionary<Did, BroadcastNode> _byId = [];
    private readonly WireRegistry _wire = new(Cluster, [new BroadcastWire()]);
    private readonly SimulatedSignatures _signatures;
    private readonly BroadcastOptions _options;
    private readonly Random _random;
    private long _order;
    private BroadcastId _watched;
    private int _without;

    public BroadcastNetwork(int nodes, ulong seed, BroadcastOptions? options = null)
    {
        _options = options ?? new BroadcastOptions();
        _random = SimulatedProcess.RandomOf(seed, "broadcast");
        _signatures = new SimulatedSignatures(seed);
        for (var i = 0; i < nodes; i++) Add(epoch: 1);
        ChangeMembers();
    }

    public List<BroadcastNode> Nodes { get; } = [];

    public TimeSpan Now { get; private set; }

    /// <summary>What a message takes over a link.</summary>
    public TimeSpan Latency { get; set; } = TimeSpan.FromMilliseconds(10);

    /// <summary>What comes on top at most.</summary>
    public TimeSpan Jitter { get; set; }

    /// <summary>How likely a message is lost.</summary>
    public double Loss { get; set; }

    /// <summary>Whether bytes are counted, which costs time.</summary>
    public bool CountsBytes { get; set; }

    /// <summary>Whether invariants are checked after every step.</summary>
    public bool Checks { get; set; }

    /// <summary>Decides for each message whether it gets through, beside loss.</summary>
    public Func<BroadcastNode, BroadcastNode, bool> Passes { get; set; } = static (_, _) => true;

    public long Messages { get; private set; }

    public long Payloads { get; private set; }

    public long Bytes { get; private set; }

    public IEnumerable<BroadcastNode> Living => Nodes.Where(n => n.Lives);

    /// <summary>Living nodes that a broadcast has not reached.</summary>
    public int LivingWithout(BroadcastId id)
    {
        if (id != _watched) (_watched, _without) = (id, Living.Count(n => !n.Had.Contains(id)));
        return _without;
    }

    public BroadcastNode Find(Did id) => _byId[id];

    /// <summary>A node more, which the overlay does not know yet.</summary>
    public BroadcastNode Add(ulong epoch)
    {
        Span<byte> key = stackalloc byte[33];
        _random.NextBytes(key);
        key[0] = 2;
        var node = new BroadcastNode(Nodes.Count, Did.FromPublicKey(key));
        Nodes.Add(node);
        _byId.Add(node.Id, node);
        Begin(node, epoch);
        return node;
    }

    /// <summary>A life of a node, with nothing of the former one left.</summary>
    public void Begin(BroadcastNode node, ulong epoch)
    {
        node.Core = new BroadcastCore(_options, Cluster, epoch, new Signer(node.Id, _signatures), _signatures, new Random(_random.Next()), Now);
        node.Lives = true;
        node.Life++;
        node.Had.Clear();
        _watched = default;
    }

    public void Kill(BroadcastNode node)
    {
        node.Lives = false;
        _watched = default;
    }

    /// <summary>Membership has caught up: all who live have the same table.</summary>
    public void ChangeMembers()
    {
        var overlay = MemberOverlay.Create(Cluster, Living.Select(n => n.Id), Nodes.Select(n => n.Id), _options);
        foreach (var node in Nodes) Do(node, new MembersChanged(overlay));
    }

    public void Do(BroadcastNode node, BroadcastInput input)
    {
        if (!node.Lives) return;
        node.Core.Step(input, Now);
        if (Checks) node.Core.CheckInvariants();
        CarryOut(node);
    }

    public void Publish(BroadcastNode node, int bytes = 256, BroadcastMode mode = BroadcastMode.Automatic)
    {
        var payload = new byte[bytes];
        _random.NextBytes(payload);
        Do(node, new PublishBroadcast(0, payload, mode, Critical: false));
    }

    public void RunFor(TimeSpan span)
    {
        var until = Now + span;
        while (_due.TryPeek(out _, out var next) && next.At <= until.Ticks) RunNext();
        Now = until;
    }

    /// <summary>Runs until something holds; false if it does not within the time.</summary>
    public bool RunUntil(Func<bool> holds, TimeSpan atMost)
    {
        var until = Now + atMost;
        while (!holds())
        {
            if (!_due.TryPeek(out _, out var next) || next.At > until.Ticks) return false;
            RunNext();
        }

        return true;
    }

    private void RunNext()
    {
        _due.TryDequeue(out var due, out var at);
        Now = new TimeSpan(at.At);
        if (!due.Node.Lives || due.Life != due.Node.Life) return;
        if (due.Message is { } message) Do(due.Node, new BroadcastReceived(due.From, message));
        else if (due.Alarm == due.Node.Alarms) Do(due.Node, BroadcastTick.Instance);
    }

    private void CarryOut(BroadcastNode node)
    {
        foreach (var effect in node.Core.Effects)
        {
            switch (effect)
            {
                case SendBroadcastMessage send: Send(node, send); break;
                case DeliverBroadcast deliver: Deliver(node, deliver); break;
                case SetBroadcastAlarm alarm: _due.Enqueue(new Due(node, node.Life, ++node.Alarms, default, null), (alarm.At.Ticks, ++_order)); break;
                case BroadcastAccepted accepted: node.Published.Add(accepted.Id); break;
            }
        }

        node.Core.ClearEffects();
    }

    private void Deliver(BroadcastNode node, DeliverBroadcast deliver)
    {
        var id = deliver.Broadcast.Id;
        node.Deliveries.Add(new BroadcastArrival(id, Now, deliver.Round));
        if (node.Had.Add(id) && id == _watched) _without--;
    }

    private void Send(BroadcastNode from, SendBroadcastMessage send)
    {
        Messages++;
        if (send.Message is PayloadMessage) Payloads++;
        if (CountsBytes) Bytes += _wire.Encode(new BroadcastDatagram(send.Message)).Length;
        var to = _byId[send.To];
        if ((Loss > 0 && _random.NextDouble() < Loss) || !to.Lives || !Passes(from, to)) return;
        var delay = Latency + to.Slowness + (Jitter > TimeSpan.Zero ? Jitter * _random.NextDouble() : TimeSpan.Zero);
        _due.Enqueue(new Due(to, to.Life, 0, from.Id, send.Message), ((Now + delay).Ticks, ++_order));
    }

    private readonly record struct Due(BroadcastNode Node, int Life, int Alarm, Did From, BroadcastMessage? Message);

    private sealed class Signer(Did id, SimulatedSignatures scheme) : ISigner
    {
        public Did Id => id;

        public byte[] Sign(ReadOnlySpan<byte> statement) => scheme.Sign(id, statement);
    }
}

/// <summary>A node of a <see cref="BroadcastNetwork"/>.</summary>
internal sealed class BroadcastNode(int index, Did id)
{
    public int Index => index;

    public Did Id => id;

    public BroadcastCore Core { get; set; } = null!;

    public bool Lives { get; set; }

    public int Life { get; set; }

    public int Alarms { get; set; }

    /// <summary>How much longer everything takes to reach it.</summary>
    public TimeSpan Slowness { get; set; }

    public List<BroadcastArrival> Deliveries { get; } = [];

    /// <summary>What reached its present life.</summary>
    public HashSet<BroadcastId> Had { get; } = [];

    public List<BroadcastId> Published { get; } = [];
}

/// <summary>A broadcast that reached a node: when, and over how many links.</summary>
internal readonly record struct BroadcastArrival(BroadcastId Id, TimeSpan At, int Round);
