using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using AkkaFederation.Hosting;
using AkkaFederation.Identity;
using AkkaFederation.Wire;

namespace AkkaFederation.Membership;

/// <summary>
/// Keeps what membership remembers over a restart: the peers' signed records, and which epoch and incarnations this node has
/// used up, so that neither ever goes backwards, whatever the wall clock does. One event holds all; older ones are deleted,
/// so the journal stays small, and a journal writes an event whole or not at all. What is read is believed no more than
/// what a stranger says: every record is verified again.
/// </summary>
internal sealed class KnownPeersActor : UntypedPersistentActor
{
    public const string Name = "known-peers";
    private readonly FederationRuntime _runtime;
    private readonly bool _fresh;
    private RememberedPeers? _read;
    private SavePeers? _next;
    private bool _writing;

    /// <param name="runtime">Whose memory it is.</param>
    /// <param name="fresh">Does not read what is there, which turned out to be unreadable, and deletes it.</param>
    public KnownPeersActor(FederationRuntime runtime, bool fresh)
    {
        _runtime = runtime;
        _fresh = fresh;
        PersistenceId = $"membership-{runtime.ClusterId}-{runtime.Self}";
    }

    public override string PersistenceId { get; }

    public override Recovery Recovery => _fresh ? Recovery.None : new Recovery(SnapshotSelectionCriteria.None);

    public static Props Props(FederationRuntime runtime, bool fresh) =>
        Akka.Actor.Props.Create(() => new KnownPeersActor(runtime, fresh));

    protected override void OnRecover(object message)
    {
        if (message is RememberedPeers peers) _read = peers;
        else if (message is RecoveryCompleted) OnRecovered();
    }

    protected override void OnCommand(object message)
    {
        switch (message)
        {
            case SavePeers save: OnSave(save); break;
            case DeleteMessagesSuccess: break;
            case DeleteMessagesFailure failure: Log.Warning("Older memories of peers cannot be deleted: {0}", failure.Cause.Message); break;
            default: Unhandled(message); break;
        }
    }

    protected override void OnRecoveryFailure(Exception reason, object? message = null) => Context.Parent.Tell(new Unreadable(reason.Message));

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) => Context.Parent.Tell(new Unwritable(cause.Message));

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr) => Context.Parent.Tell(new Unwritable(cause.Message));

    private void OnRecovered()
    {
        if (_fresh && LastSequenceNr > 0) DeleteMessages(LastSequenceNr);
        if (_read is null)
        {
            Context.Parent.Tell(new Loaded(0, 0, [], 0));
            return;
        }

        if (_read.Did != _runtime.Self.Value)
        {
            Context.Parent.Tell(new Unreadable($"it is the memory of {LogText.Escape(_read.Did)}"));
            return;
        }

        var records = ImmutableArray.CreateBuilder<PeerRecord>();
        foreach (var signed in _read.Records.Take(_runtime.Settings.Membership.RememberPeers))
        {
            if (Verified(signed) is { } record) records.Add(record);
        }

        var refused = Math.Min(_read.Records.Count, _runtime.Settings.Membership.RememberPeers) - records.Count;
        Context.Parent.Tell(new Loaded(_read.Epoch, _read.IncarnationLimit, records.DrainToImmutable(), refused));
    }

    private PeerRecord? Verified(SignedStatement signed)
    {
        try
        {
            var record = StatementWire.Record(signed);
            return record.PeerId != _runtime.Self && PeerRecordCodec.Verify(record, _runtime.Signatures, _runtime.ClusterId, out _) ? record : null;
        }
        catch (WireFormatException)
        {
            // Counted by the caller, as one that does not verify.
            return null;
        }
    }

    // One write at a time; while it lasts only the newest wish waits.
    private void OnSave(SavePeers save)
    {
        if (_writing)
        {
            _next = save;
            return;
        }

        _writing = true;
        var peers = new RememberedPeers { Did = _runtime.Self.Value, Epoch = save.Epoch, IncarnationLimit = save.IncarnationLimit };
        peers.Records.Add(save.Records.Select(StatementWire.ToWire));
        Persist(peers, _ => OnSaved(save));
    }

    private void OnSaved(SavePeers save)
    {
        _writing = false;
        Context.Parent.Tell(new Saved(save.IncarnationLimit));
        if (LastSequenceNr > 1) DeleteMessages(LastSequenceNr - 1);
        if (_next is not { } next) return;
        _next = null;
        OnSave(next);
    }

    /// <summary>Keep this instead of what is kept.</summary>
    public sealed record SavePeers(ulong Epoch, ulong IncarnationLimit, ImmutableArray<PeerRecord> Records);

    /// <summary>It is durable.</summary>
    public sealed record Saved(ulong IncarnationLimit);

    /// <summary>What is remembered; all zero in a first life.</summary>
    /// <param name="Epoch">Highest epoch used so far.</param>
    /// <param name="IncarnationLimit">Highest incarnation that may have been used.</param>
    /// <param name="Records">Records that verify.</param>
    /// <param name="Refused">Records that do not.</param>
    public sealed record Loaded(ulong Epoch, ulong IncarnationLimit, ImmutableArray<PeerRecord> Records, int Refused);

    /// <summary>What is kept cannot be read.</summary>
    public sealed record Unreadable(string Reason);

    /// <summary>Nothing can be kept.</summary>
    public sealed record Unwritable(string Reason);
}
