using Akka.Actor;
using AkkaFederation.Consensus;
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
    /// <summary>Proposals that may wait here for their turn; more are refused at once.</summary>
    public const int MostWaiting = 65_536;

    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(400);
    private readonly FederationRuntime _runtime;
    private readonly ClientNodes _nodes;
    private readonly ProposalGate _gate;
    private readonly Random _random;
    private readonly Queue<ClientProposal> _waiting = new();
    private readonly SortedDictionary<SentKey, ClientProposal> _sent = [];
    private readonly Dictionary<string, ICanTell> _refs = [];
    private readonly Dictionary<string, TimeSpan> _heard = [];
    private SessionWindow _session;
    private string _current;
    private int _turn;
    private ulong _term;
    private ulong _seq;
    private int _window = 1;
    private bool _flushQueued;
    private ICancelable? _timer;

    public ClientActor(FederationRuntime runtime, ClientNodes nodes, Random random, ProposalGate gate)
    {
        _runtime = runtime;
        _nodes = nodes;
        _gate = gate;
        _random = random;
        _session = NewSession();
        _turn = random.Next(nodes.Addresses.Count);
        _current = nodes.Addresses[_turn];
    }

    private TimeSpan Now => Context.System.Scheduler.MonotonicClock;

    public static Props Props(FederationRuntime runtime, ClientNodes nodes, Random random, ProposalGate gate) =>
        Akka.Actor.Props.Create(() => new ClientActor(runtime, nodes, random, gate));

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
        CloseSession();
        foreach (var proposal in _waiting.Concat(_sent.Values)) proposal.Complete(proposal.Undecided);
        _gate.Close();
    }

    private void OnPropose(ClientProposal proposal)
    {
        proposal.Deadline = Now + proposal.Options.Ttl;
        if (_timer is null) Arm();
        if (proposal.Kind == EntryKind.Resolved)
        {
            Resolve(proposal);
            return;
        }

        proposal.Seq = ++_seq;
        proposal.Id = new ProposalId(_term, proposal.Seq, _runtime.Self);
        if (_waiting.Count >= MostWaiting)
        {
            var reason = $"{MostWaiting} proposals of this client wait for their turn, its limit; wait for answers";
            proposal.Complete(new ProposalOutcome.Aborted(proposal.Id, 0, reason) { Cause = AbortCause.ClientLimit });
            return;
        }

        _waiting.Enqueue(proposal);
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
        if (_waiting.Count == 0) return;
        if (_sent.Count == 0 && _session.MayHaveExpired(Now)) _session = NewSession();
        if (!_session.IsOpen)
        {
            OpenSession();
            return;
        }

        var batch = new List<ClientProposal>();
        while (_waiting.Count > 0 && _sent.Count < _window && MayGo(_waiting.Peek()))
        {
            var proposal = _waiting.Dequeue();
            if (proposal.IsDone) continue;
            proposal.Id = proposal.Id with { Term = _term };
            proposal.Session = _session.Number;
            _sent.Add(proposal.Key, proposal);
            batch.Add(proposal);
        }

        Send(batch, _current);
        if (!_session.IsOpen) OpenSession();
    }

    private bool MayGo(ClientProposal proposal)
    {
        var oldest = OldestInProgress();
        if (!_session.IsTooFar(proposal.Seq, oldest)) return true;
        if (_session.IsStuck(oldest)) _session = NewSession();
        return false;
    }

    // Sessions ascend, so those of the newest one come last; there are no more than the window's.
    private ulong OldestInProgress()
    {
        foreach (var key in _sent.Keys)
        {
            if (key.Session == _session.Number && key.Kind != EntryKind.Resolved) return key.Seq;
        }

        return 0;
    }

    private void Send(List<ClientProposal> proposals, string node)
    {
        foreach (var session in proposals.GroupBy(p => p.Session))
        {
            var batch = new ProposeBatch { Session = session.Key };
            foreach (var proposal in session) batch.Items.Add(ItemOf(proposal, node));
            Tell(node, batch);
        }
    }

    private ProposeItem ItemOf(ClientProposal proposal, string node)
    {
        proposal.SentAt = Now;
        proposal.SentTo = node;
        proposal.Sends++;
        proposal.MayHaveIt.Add(node);
        return new ProposeItem
        {
            Seq = proposal.Seq,
            Term = proposal.Id.Term,
            Payload = UnsafeByteOperations.UnsafeWrap(proposal.Payload),
            TtlMs = (uint)Math.Max(1, (proposal.Deadline - Now).TotalMilliseconds),
            RequiredQuorum = (uint)(proposal.Options.RequiredQuorum ?? 0),
            WithCertificate = proposal.Options.WithCertificate,
            Kind = proposal.Kind == EntryKind.Proposal ? 0 : (uint)proposal.Kind,
        };
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
        if (!_session.IsOpen)
        {
            if (_session.AskedAt is { } asked && Now - asked >= Silence) NextNode();
            OpenSession();
        }

        Resend();
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
        foreach (var proposal in _sent.Values.Where(p => p.IsDone || p.Deadline <= now).ToList()) Finish(proposal, proposal.Undecided);
        for (var i = _waiting.Count; i > 0; i--)
        {
            var proposal = _waiting.Dequeue();
            if (!proposal.IsDone && proposal.Deadline > now) _waiting.Enqueue(proposal);
            else proposal.Complete(proposal.Undecided);
        }

        QueueFlush();
    }

    private sealed record Flush
    {
        public static readonly Flush Instance = new();
    }

    private sealed record Tick
    {
        public static readonly Tick Instance = new();
    }
}
