using System.Globalization;
using Akka.Actor;
using Akka.Event;
using AkkaFederation.Settings;

namespace AkkaFederation.Identity;

/// <summary>
/// Looks at the files of identity and trust as time passes: a renewed certificate is taken up, a changed list closes the
/// connections of whoever is not trusted any more and is told to the rooms, and a certificate that will soon end is
/// warned of. Names that are to be resolved are resolved one at a time.
/// </summary>
internal sealed class IdentityWatch : ReceiveActor, IWithTimers
{
    public const string Name = "federation-identity";
    private static readonly TimeSpan Daily = TimeSpan.FromDays(1);
    private readonly IdentityWatchParts _parts;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private DateTimeOffset _warned = DateTimeOffset.MinValue;
    private DateTimeOffset _resolveAt = DateTimeOffset.MinValue;
    private bool _resolving;

    public IdentityWatch(IdentityWatchParts parts)
    {
        _parts = parts;
        Receive<Look>(_ => OnLook());
        Receive<Resolved>(OnResolved);
        Receive<Status.Failure>(failure => OnFailed(failure.Cause));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(IdentityWatchParts parts) => Akka.Actor.Props.Create(() => new IdentityWatch(parts));

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(Name, Look.Instance, TimeSpan.Zero, _parts.Settings.ReloadInterval);
        if (_parts.Trust.Revoked.Contains(_parts.Identity.Current.Id))
            _log.Error("This node's own key is on a revocation list; the others will not let it in.");
    }

    private void OnLook()
    {
        if (_parts.Trust.Reload(text => _log.Warning("{0}", text))) Announce();
        WarnOfTheEnd(_parts.Clock.GetUtcNow());
        if (_parts.Settings.WebDid.Resolve && !_resolving) ResolveNext();
    }

    private void Announce()
    {
        var revoked = _parts.Trust.Revoked;
        _log.Info("Whom this node trusts has changed; {0} peers are revoked by name.", revoked.Count);
        Context.System.EventStream.Publish(new PeersRevoked(revoked));
        _parts.Recheck(Context.System);
    }

    private void WarnOfTheEnd(DateTimeOffset now)
    {
        var end = new DateTimeOffset(_parts.Identity.Current.Certificate.NotAfter);
        if (end - now > _parts.Settings.ExpiryWarning || now - _warned < Daily) return;
        _warned = now;
        var time = end.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        _log.Warning(
            end > now ? "{0}: the certificate of this node ends at {1}; make a new one for the same key with 'fed id renew'." : "{0}: the certificate of this node ended at {1}; peers refuse it. Make a new one for the same key with 'fed id renew'.",
            _parts.Settings.CertificatePath, time);
    }

    private void ResolveNext()
    {
        var now = _parts.Clock.GetUtcNow();
        if (now < _resolveAt || _parts.Trust.Unresolved.FirstOrDefault() is not { } name) return;
        _resolving = true;
        _parts.Resolve(name).PipeTo(Self, success: key => new Resolved(name, key));
    }

    private void OnResolved(Resolved resolved)
    {
        try
        {
            _parts.Trust.Pin(resolved.Name, resolved.Key);
            _resolving = false;
            _log.Info("{0} is {1} from now on, pinned in {2}.", resolved.Name, resolved.Key, _parts.Settings.WebDid.PinsPath);
            Announce();
        }
        catch (IdentityException e)
        {
            OnFailed(e);
        }
    }

    private void OnFailed(Exception cause)
    {
        _resolving = false;
        _resolveAt = _parts.Clock.GetUtcNow() + _parts.Settings.WebDid.RetryInterval;
        _log.Warning("{0} It is tried again in {1} s.", cause.Message, (long)_parts.Settings.WebDid.RetryInterval.TotalSeconds);
    }

    private sealed record Look
    {
        public static readonly Look Instance = new();
    }

    private sealed record Resolved(WebDid Name, Did Key);
}
