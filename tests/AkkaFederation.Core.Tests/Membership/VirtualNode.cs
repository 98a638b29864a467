using System.Collections.Immutable;
using AkkaFederation.Identity;
using AkkaFederation.Membership;

namespace AkkaFederation.Core.Tests.Membership;

/// <summary>One node of the virtual network: the two cores, and what an actor would do with their effects.</summary>
internal sealed class VirtualNode
{
    private readonly VirtualNetwork _network;
    private int _alarms;
    private int _bootstrapAlarms;

    public VirtualNode(VirtualNetwork network, int index, string endpoint, ulong epoch, ImmutableArray<string> seeds, MembershipOptions options, string cluster)
    {
        _network = network;
        Index = index;
        Endpoint = endpoint;
        var self = new SelfState(network.Identities.Record(index, endpoint, cluster), epoch, network.Identities.Signer(index));
        Core = new MembershipCore(options, self, network.Identities.Scheme, new Random(network.NextSeed()), network.Now);
        Bootstrap = new Bootstrap(options, seeds, self.Id, endpoint, new Random(network.NextSeed()), network.Now);
    }

    public int Index { get; }

    public string Endpoint { get; }

    public Did Id => Core.Self;

    public MembershipCore Core { get; }

    public Bootstrap Bootstrap { get; }

    public bool Running { get; set; } = true;

    public TimeSpan PausedUntil { get; set; }

    public List<(TimeSpan At, PeerStatusChanged Event)> Events { get; } = [];

    public Dictionary<Did, PeerStatus> Known { get; } = [];

    public bool CheckEveryStep { get; set; } = true;

    public List<Refused> Refusals { get; } = [];

    public void Start()
    {
        CarryOut();
        TickBootstrap();
    }

    public void Do(MembershipInput input)
    {
        if (!Running) return;
        if (_network.Now < PausedUntil)
        {
            _network.At(PausedUntil, () => Do(input));
            return;
        }

        Core.Step(input, _network.Now);
        if (CheckEveryStep) Core.CheckInvariants();
        CarryOut();
    }

    public PeerStatus? StatusOf(VirtualNode other) => Core.Snapshot().Find(other.Id)?.Status;

    private void CarryOut()
    {
        var effects = Core.Effects.ToArray();
        Core.ClearEffects();
        var viewChanged = false;
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case SendToPeer send: _network.Send(this, send.Endpoint, send.Message); break;
                case SendToAddress send: _network.Send(this, send.Address, send.Message); break;
                case SetAlarm alarm:
                    var mine = ++_alarms;
                    _network.At(alarm.At, () => { if (mine == _alarms) Do(Tick.Instance); });
                    break;
                case PublishStatus publish:
                    Events.Add((_network.Now, publish.Event));
                    Known[publish.Event.Peer] = publish.Event.To;
                    viewChanged = true;
                    break;
                case SeedAnswered answered: Bootstrap.Step(new SeedMet(answered.Token, answered.Peer), _network.Now); break;
                case Refused refused: Refusals.Add(refused); break;
            }
        }

        if (viewChanged) TickBootstrap();
    }

    private void TickBootstrap()
    {
        if (!Running) return;
        var living = Core.Snapshot().Peers.Where(p => p.Status is PeerStatus.Healthy or PeerStatus.Degraded).Select(p => p.Id).ToHashSet();
        Bootstrap.Step(new BootstrapTick(living), _network.Now);
        Bootstrap.CheckInvariants();
        var effects = Bootstrap.Effects.ToArray();
        Bootstrap.ClearEffects();
        foreach (var effect in effects)
        {
            if (effect is ContactAddress contact) Do(new ContactSeed(contact.Address, contact.Token));
            else if (effect is SetBootstrapAlarm alarm)
            {
                var mine = ++_bootstrapAlarms;
                _network.At(alarm.At, () => { if (mine == _bootstrapAlarms) TickBootstrap(); });
            }
        }
    }
}
