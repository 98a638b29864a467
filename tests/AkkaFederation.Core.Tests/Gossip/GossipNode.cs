using System.Text;
using AkkaFederation.Core.Tests.Consensus;
using AkkaFederation.Gossip;
using AkkaFederation.Identity;

namespace AkkaFederation.Core.Tests.Gossip;

/// <summary>One gossip core in a <see cref="GossipNetwork"/>; its key outlives its crashes.</summary>
internal sealed class GossipNode
{
    private static readonly TestVerifier Verifier = new();
    private readonly GossipNetwork _network;
    private TimeSpan? _alarm;
    private int _life;

    public GossipNode(GossipNetwork network, int index)
    {
        _network = network;
        Index = index;
        Signer = new TestSigner(TestKeys.Name(index + 1));
    }

    public int Index { get; }

    public TestSigner Signer { get; }

    public Did Id => Signer.Id;

    public GossipCore Core { get; private set; } = null!;

    public bool Running { get; private set; } = true;

    public List<GossipUpdate> Delivered { get; } = [];

    public List<GossipEffect> Events { get; } = [];

    public long Sent => Core.Counters.Sent;

    public GossipId LastPublished { get; private set; }

    public void Begin(GossipOptions? options = null)
    {
        _life++;
        Running = true;
        Delivered.Clear();
        Core = new GossipCore(
            options ?? _network.Options, new GossipSelf(Signer, GossipNetwork.Cluster, _network.Wall), Verifier, _network.NextRandom(), _network.Members(), _network.Now);
        CarryOut();
    }

    public void Crash() => Running = false;

    public GossipId Publish(string kind = "config", string payload = "x", GossipPriority? priority = null)
    {
        Do(new GossipPublish(kind, Encoding.UTF8.GetBytes(payload), priority ?? GossipKinds.PriorityOf(kind), GossipKinds.HopLimitOf(kind, _network.Options.HopLimit)));
        return LastPublished;
    }

    public void Hear(GossipNode from, GossipMessage message) => Do(new GossipHeard(from.Id, message));

    public void Do(GossipInput input)
    {
        if (!Running) return;
        Core.Step(input, _network.Now);
        Core.CheckInvariants();
        CarryOut();
    }

    public SignedUpdate Sign(ulong epoch, ulong sequence, string payload = "x", string kind = "config", string cluster = GossipNetwork.Cluster, DateTimeOffset? at = null) =>
        UpdateCodec.Sign(
            new GossipUpdate
            {
                Id = new GossipId(Id, epoch, sequence),
                Kind = kind,
                Priority = GossipKinds.PriorityOf(kind),
                HopLimit = GossipKinds.HopLimitOf(kind, 10),
                At = at ?? _network.Wall,
                Clock = VectorClock.Empty,
                Payload = Encoding.UTF8.GetBytes(payload),
            },
            cluster,
            Signer);

    private void CarryOut()
    {
        var effects = Core.Effects.ToArray();
        Core.ClearEffects();
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case SendGossip send: _network.Send(this, send.To, send.Message); break;
                case RunRound round: Run(round); break;
                case SetGossipAlarm alarm: SetAlarm(alarm.At); break;
                case GossipPublished published: LastPublished = published.Id; break;
                case DeliverUpdate deliver: Delivered.Add(deliver.Update); break;
                default: Events.Add(effect); break;
            }
        }
    }

    private void Run(RunRound round)
    {
        foreach (var send in round.Sends) _network.Send(this, send.To, send.Message);
        var life = _life;
        if (round.AwaitsAnswers)
            _network.At(_network.Now + _network.Options.RoundTimeout, () => { if (life == _life) Do(new GossipRoundOver(round.Round)); });
    }

    private void SetAlarm(TimeSpan? at)
    {
        _alarm = at;
        var life = _life;
        if (at is { } time) _network.At(time, () => { if (life == _life && _alarm == time) Do(GossipTick.Instance); });
    }
}
