using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using AkkaFederation.Identity;

namespace AkkaFederation.Membership;

/// <content>What outlives a restart: the peers, and this node's own epoch and incarnations.</content>
internal sealed partial class MembershipActor
{
    private const string MemoryTimer = "memory";
    private const int MostEarly = 1024;

    // Incarnations are set aside in blocks, so that a refutation need not wait for the disk.
    private const ulong IncarnationBlock = 16;
    private static readonly TimeSpan SaveSoon = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SavePause = TimeSpan.FromSeconds(10);
    private readonly List<(object Message, IActorRef Sender)> _early = [];
    private IActorRef? _memory;
    private ImmutableArray<PeerRecord> _remembered = [];
    private ImmutableArray<PeerRecord> _saved = [];
    private ulong _epoch;
    private ulong _incarnationLimit;
    private ulong _firstIncarnation;
    private TimeSpan _nextSave;
    private bool _saveWaits;
    private bool _hinted;
    private bool _anew;

    private void LoadMemory(bool fresh) => _memory = Context.ActorOf(KnownPeersActor.Props(_runtime, fresh), fresh ? $"{KnownPeersActor.Name}-anew" : KnownPeersActor.Name);

    private void OnMemory(object message)
    {
        switch (message)
        {
            case KnownPeersActor.Loaded loaded: OnLoaded(loaded); break;
            case KnownPeersActor.Saved saved: OnSaved(saved); break;
            case KnownPeersActor.Unreadable unreadable: OnUnreadable(unreadable); break;
            case KnownPeersActor.Unwritable unwritable: OnUnwritable(unwritable); break;
        }
    }

    private void OnLoaded(KnownPeersActor.Loaded loaded)
    {
        if (_core is not null) return;
        if (loaded.Refused > 0)
            _log.Warning("{0} of the remembered peers were refused: their records do not verify. The other {1} are contacted.", loaded.Refused, loaded.Records.Length);
        var startedAt = (ulong)Math.Max(0, Context.System.Scheduler.Now.ToUnixTimeMilliseconds());
        _epoch = Math.Max(startedAt, loaded.Epoch + 1);
        _firstIncarnation = Math.Min(loaded.IncarnationLimit + 1, MembershipOptions.MaxIncarnation);
        _remembered = loaded.Records;
        Save(_firstIncarnation + IncarnationBlock, _remembered);
        _nextSave = Now;
    }

    private void OnSaved(KnownPeersActor.Saved saved)
    {
        _incarnationLimit = saved.IncarnationLimit;
        if (_core is null) BeginWithMemory();
        else Context.System.EventStream.Publish(new PeersRemembered(_saved.Length));
    }

    private void OnUnreadable(KnownPeersActor.Unreadable unreadable)
    {
        if (_core is not null || _memory is null) return;
        if (_anew)
        {
            OnUnwritable(new KnownPeersActor.Unwritable(unreadable.Reason));
            return;
        }

        _anew = true;
        _log.Warning("What this node remembers of its peers cannot be read ({0}); it starts without, from its seeds.", unreadable.Reason);
        LoadMemory(fresh: true);
    }

    private void OnUnwritable(KnownPeersActor.Unwritable unwritable)
    {
        if (_memory is null) return;
        _memory = null;
        _log.Warning("This node cannot remember its peers ({0}); after a restart it needs a seed that runs.", unwritable.Reason);
        if (_core is null) BeginWithMemory();
    }

    private void BeginWithMemory()
    {
        if (_epoch == 0) _epoch = (ulong)Math.Max(1, Context.System.Scheduler.Now.ToUnixTimeMilliseconds());
        Begin();
        foreach (var (message, sender) in _early) Self.Tell(message, sender);
        _early.Clear();
    }

    // Until it knows its own past this node says nothing; what comes meanwhile is answered a little later.
    private void OnEarly(object message)
    {
        if (_early.Count < MostEarly) _early.Add((message, Sender));
    }

    private void Save(ulong incarnationLimit, ImmutableArray<PeerRecord> records)
    {
        _saved = records;
        _nextSave = Now + SavePause;
        _memory?.Tell(new KnownPeersActor.SavePeers(_epoch, incarnationLimit, records));
    }

    // Soon after a change and not oftener than every few seconds, since a joining federation changes all the time.
    private void Remember()
    {
        if (_memory is null || _saveWaits || _leaving) return;
        if (_core.Incarnation + (IncarnationBlock / 2) <= _incarnationLimit && Memorable().SequenceEqual(_saved)) return;
        _saveWaits = true;
        var soon = Now + SaveSoon;
        SetTimer(MemoryTimer, SaveDue.Instance, soon > _nextSave ? soon : _nextSave);
    }

    private void OnSaveDue()
    {
        _saveWaits = false;
        Save(Math.Max(_incarnationLimit, _core.Incarnation + IncarnationBlock), Memorable());
    }

    // Whom this node has not met again in this life it still remembers, after the others: it may be alone for long.
    private ImmutableArray<PeerRecord> Memorable()
    {
        var most = _runtime.Settings.Membership.RememberPeers;
        var known = _core.WorthRemembering(most);
        var others = _remembered.Where(r => _core.Table.Find(r.PeerId) is null);
        return [.. known.Concat(others).Take(most)];
    }

    // While nobody is there whoever was there before is asked too; one who answers knows the rest.
    private void HintRemembered(bool alone)
    {
        if (alone == _hinted || _remembered.IsEmpty) return;
        _hinted = alone;
        _bootstrap.Step(new ContactHints(ContactHints.Remembered, alone ? [.. _remembered.Select(r => r.Endpoint)] : []), Now);
    }

    private sealed record SaveDue
    {
        public static readonly SaveDue Instance = new();
    }
}
