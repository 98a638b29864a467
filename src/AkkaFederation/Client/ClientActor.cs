using Akka.Actor;
using AkkaFederation.Hosting;
using AkkaFederation.Wire;
using Google.Protobuf;

namespace AkkaFederation.Client;

/// <summary>
/// Carries all proposals of one client: numbers them in one session, sends what has gathered as one message, keeps to the
/// node's limit of pending proposals, and turns to the next node when one is silent. Sending the same number again is
/// harmless, so every doubt is met by sending again until the deadline; what "expired" and "indeterminate" may be said of
/// follows from whether any node may still have it.
/// </summary>
internal sealed partial class ClientActor : UntypedActor
{
    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(400);
    private readonly FederationRuntime _runtime;
    private readonly ClientNodes _nodes;
    private readonly ulong _nonce;
    private readonly Queue<ClientProposal> _waiting = new();
    private readonly SortedDictionary<ulong, ClientProposal> _sent = [];
    private readonly Dictionary<string, ICanTell> _refs = [];
    private readonly Dictionary<string, TimeSpan> _heard = [];
    private string _current;
    private int _turn;
    private ulong _session;
    private ulong _term;
    private ulong _seq;
    private int _window = 1;
    private TimeSpan? _openedAt;
    private bool _flushQueued;
    private ICancelable? _timer;

    public ClientActor(FederationRuntime runtime, ClientNodes nodes, Random random)
    {
        _runtime = runtime;
        _nodes = nodes;

        // The same nonce would be the same session: the time keeps clients apart whose generators have the same seed.
        _nonce = (ulong)(random.NextInt64() ^ Context.System.Scheduler.Now.UtcTicks);
        _turn = random.Next(nodes.Addresses.Count);
        _current = nodes.Addresses[_turn];
    }

    private TimeSpan Now => Context.System.Scheduler.MonotonicClock;

    public static Props Props(FederationRuntime runtime, ClientNodes nodes, Random random) =>
        Akka.Actor.Props.Create(() => new ClientActor(runtime, nodes, random));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ClientProposal proposal: OnPropose(proposal); break;
            case Flush: OnFlush(); break;
            case ProposalAnswers answers: OnAnswers(answers); break;
            case Tick: OnTick(); break;
            default: Unhandled(message); break;
        }
    }

    protected override void PostStop()
    {
        _timer?.Cancel();
        foreach (var proposal in _waiting.Concat(_sent.Values)) GiveUp(proposal);
    }

    private void OnPropose(ClientProposal proposal)
    {
        proposal.Seq = ++_seq;
        proposal.Deadline = Now + proposal.Options.Ttl;
        proposal.Id = new ProposalId(_term, proposal.Seq, _runtime.Self);
        _waiting.Enqueue(proposal);
        if (_timer is null) Arm();
        QueueFlush();
    }

    private void QueueFlush()
    {
        if (_flushQueued) return;
        _flushQueued = true;
        Self.Tell(Flush.Instance);
    }

    private void OnFlush()
    {
        _flushQueued = false;
        if (_session == 0)
        {
            OpenSession();
            return;
        }

        var batch = new List<ClientProposal>();
        while (_waiting.Count > 0 && _sent.Count < _window)
        {
            var proposal = _waiting.Dequeue();
            if (proposal.IsDone) continue;
            proposal.Id = proposal.Id with { Term = _term };
            _sent.Add(proposal.Seq, proposal);
            batch.Add(proposal);
        }

        Send(batch, _current);
    }

    private void OpenSession()
    {
        if (_waiting.Count == 0 || (_openedAt is { } asked && Now - asked < Silence)) return;
        _openedAt = Now;
        Tell(_current, new OpenSession { Nonce = _nonce, TtlMs = (uint)(4 * Silence).TotalMilliseconds });
    }

    private void Send(List<ClientProposal> proposals, string node)
    {
        if (proposals.Count == 0) return;
        var batch = new ProposeBatch { Session = _session };
        foreach (var proposal in proposals)
        {
            proposal.SentAt = Now;
            proposal.SentTo = node;
            proposal.MayHaveIt.Add(node);
            batch.Items.Add(new ProposeItem
            {
                Seq = proposal.Seq,
                Term = proposal.Id.Term,
                Payload = UnsafeByteOperations.UnsafeWrap(proposal.Payload),
                TtlMs = (uint)Math.Max(1, (proposal.Deadline - Now).TotalMilliseconds),
                RequiredQuorum = (uint)(proposal.Options.RequiredQuorum ?? 0),
                WithCertificate = proposal.Options.WithCertificate,
            });
        }

        Tell(node, batch);
    }

    private void Tell(string node, object message)
    {
        if (_nodes.IsLocal || !_refs.TryGetValue(node, out var target)) _refs[node] = target = _nodes.Find(node);
        target.Tell(message, Self);
    }

    private void Arm() => _timer = Context.System.Scheduler.ScheduleTellOnceCancelable(TickInterval, Self, Tick.Instance, Self);

    private void OnTick()
    {
        _timer = null;
        Expire();
        if (_session == 0)
        {
            if (_openedAt is { } asked && Now - asked >= Silence) NextNode();
            OpenSession();
        }
        else
        {
            Resend();
        }

        if (_waiting.Count + _sent.Count > 0) Arm();
    }

    // What a silent node holds is sent to the next one; a node that answers others is only busy.
    private void Resend()
    {
        var now = Now;
        var stale = _sent.Values.Where(p => now - p.SentAt >= Silence && now - _heard.GetValueOrDefault(p.SentTo, TimeSpan.MinValue / 2) >= Silence).ToList();
        if (stale.Count == 0) return;
        if (stale.Exists(p => p.SentTo == _current)) NextNode();
        Send(stale, _current);
    }

    private void NextNode()
    {
        _turn = (_turn + 1) % _nodes.Addresses.Count;
        _current = _nodes.Addresses[_turn];
    }

    private void Expire()
    {
        var now = Now;
        foreach (var proposal in _sent.Values.Where(p => p.IsDone || p.Deadline <= now).ToList())
        {
            _sent.Remove(proposal.Seq);
            GiveUp(proposal);
        }

        for (var i = _waiting.Count; i > 0; i--)
        {
            var proposal = _waiting.Dequeue();
            if (!proposal.IsDone && proposal.Deadline > now) _waiting.Enqueue(proposal);
            else GiveUp(proposal);
        }

        QueueFlush();
    }

    private void GiveUp(ClientProposal proposal) => proposal.Complete(proposal.MayHaveIt.Count > 0
        ? new ProposalOutcome.Indeterminate(proposal.Id, _session)
        : new ProposalOutcome.Expired(proposal.Id, _session));

    private sealed record Flush
    {
        public static readonly Flush Instance = new();
    }

    private sealed record Tick
    {
        public static readonly Tick Instance = new();
    }
}
