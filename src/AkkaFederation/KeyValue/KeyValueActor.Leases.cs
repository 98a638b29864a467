using Akka.Actor;
using Akka.Event;
using AkkaFederation.Consensus;

namespace AkkaFederation.KeyValue;

// Only the leader looks at a clock, and only to propose; that a lease is over is what the log says.
internal sealed partial class KeyValueActor
{
    // Whoever has just lost its leader needs a moment to prolong its leases with the next one.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestLook = TimeSpan.FromHours(1);
    private static readonly byte[] ExpireCommand = CommandCodec.Encode(new StoreCommand.Expire());
    private FederationClient? _client;
    private ICancelable? _leaseTimer;
    private TimeSpan _leaseTimerAt = TimeSpan.MaxValue;
    private TimeSpan _notBefore;
    private TimeSpan _heardAt;
    private ulong _heard;
    private bool _leads;
    private bool _expiring;

    private void OnRole(bool leads)
    {
        if (leads && !_leads) _notBefore = Now + Grace;
        _leads = leads;
        ArmLeases();
    }

    // Log time now, as far as this node can say: its wall clock, or, where the log is ahead of that, as long after the newest
    // command as this node has known of it.
    private ulong LogNow()
    {
        if (_bell.LogTime != _heard) (_heard, _heardAt) = (_bell.LogTime, Now);
        var wall = (ulong)Math.Max(0, Context.System.Scheduler.Now.ToUnixTimeMilliseconds());
        return Math.Max(wall, _heard + (ulong)(Now - _heardAt).TotalMilliseconds);
    }

    private void ArmLeases()
    {
        if (!_leads || _expiring || _bell.NextDeadline is not (> 0 and var deadline)) return;
        var left = deadline - Math.Min(deadline, LogNow());
        var at = Now + TimeSpan.FromMilliseconds(Math.Min(left, LongestLook.TotalMilliseconds));
        if (at < _notBefore) at = _notBefore;
        if (at >= _leaseTimerAt) return;
        _leaseTimer?.Cancel();
        _leaseTimerAt = at;
        var delay = at - Now;
        _leaseTimer = Context.System.Scheduler.ScheduleTellOnceCancelable(delay > TimeSpan.Zero ? delay : TimeSpan.Zero, Self, LeaseTick.Instance, Self);
    }

    private void OnLeaseTick()
    {
        _leaseTimerAt = TimeSpan.MaxValue;
        if (!_leads || _expiring || _bell.NextDeadline is not (> 0 and var deadline)) return;
        if (Now < _notBefore || LogNow() < deadline)
        {
            ArmLeases();
            return;
        }

        _expiring = true;
        _client ??= FederationClient.Embedded(Context.System);
        _client.ProposeAsync(ExpireCommand, new ProposeOptions { WithCertificate = false }).PipeTo(
            Self, Self, outcome => new ExpireEnded(outcome, null), cause => new ExpireEnded(null, cause));
    }

    // Whatever came of it, the store says what is still due.
    private void OnExpireEnded(ExpireEnded m)
    {
        _expiring = false;
        if (m.Cause is { } cause) _log.Debug("Leases could not be ended: {0}", cause.Message);
        _notBefore = Now + Pause;
        ArmLeases();
    }

    private void StopLooking()
    {
        _leaseTimer?.Cancel();
        _client?.Stop();
    }

    private sealed record LeaseTick
    {
        public static readonly LeaseTick Instance = new();
    }

    private sealed record ExpireEnded(ProposalOutcome? Outcome, Exception? Cause);
}
