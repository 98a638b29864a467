#nullable disable
using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

public partial class ActorCell
{
    // Whom we watch, with the message to get instead of Terminated, if one was asked for.
    private Dictionary<IActorRef, object> _watching;
    private List<IActorRef> _watchedBy;

    // Deaths that are in the mailbox: an Unwatch makes them void.
    private Dictionary<IActorRef, object> _terminatedQueued;

    public IActorRef Watch(IActorRef subject) => WatchFor(subject, null);

    public IActorRef WatchWith(IActorRef subject, object message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return WatchFor(subject, message);
    }

    public IActorRef Unwatch(IActorRef subject)
    {
        var watchee = (IInternalActorRef)subject;
        if (watchee.Equals(_self))
            return watchee;
        if (_watching is not null && _watching.Remove(watchee))
            watchee.SendSystemMessage(new Unwatch(watchee, _self));
        _terminatedQueued?.Remove(watchee);
        return watchee;
    }

    protected void AddWatcher(IActorRef watchee, IActorRef watcher)
    {
        bool watcheeSelf = watchee.Equals(_self), watcherSelf = watcher.Equals(_self);
        if (watcheeSelf && !watcherSelf)
        {
            _watchedBy ??= [];
            if (!_watchedBy.Contains(watcher))
                _watchedBy.Add(watcher);
        }
        else if (!watcheeSelf && watcherSelf)
        {
            Watch(watchee);
        }
    }

    protected void RemWatcher(IActorRef watchee, IActorRef watcher)
    {
        bool watcheeSelf = watchee.Equals(_self), watcherSelf = watcher.Equals(_self);
        if (watcheeSelf && !watcherSelf)
            _watchedBy?.Remove(watcher);
        else if (!watcheeSelf && watcherSelf)
            Unwatch(watchee);
    }

    /// <summary>
    /// A watched actor or a child is gone. The notice joins the user messages at the end of the mailbox, so that what
    /// the dead actor had sent before comes before it.
    /// </summary>
    protected void WatchedActorTerminated(IActorRef actor, bool existenceConfirmed, bool addressTerminated)
    {
        if (_watching is not null && _watching.Remove(actor, out object message))
        {
            if (!IsTerminating)
            {
                (_terminatedQueued ??= [])[actor] = message;
                _self.Tell(new Terminated(actor, existenceConfirmed, addressTerminated), actor);
            }
        }

        if (TryGetChildStatsByRef(actor, out _))
            HandleChildTerminated(actor);
    }

    /// <summary>A Terminated that is put aside has been delivered and will be delivered once more.</summary>
    internal void ExpectAgain(object stashed)
    {
        if (stashed is Terminated t)
            (_terminatedQueued ??= [])[t.ActorRef] = null;
    }

    protected void ReceivedTerminated(Terminated t)
    {
        if (_terminatedQueued is null || !_terminatedQueued.Remove(t.ActorRef, out object message))
            return;
        if (message is null)
        {
            ReceiveMessage(t);
            return;
        }

        _envelope = new Envelope(message, _envelope.Sender);
        ReceiveMessage(message);
    }

    protected void TellWatchersWeDied()
    {
        if (_watchedBy is null)
            return;
        foreach (IActorRef watcher in _watchedBy)
        {
            // The parent is told in any case.
            if (!watcher.Equals(Parent))
                TellOfDeath((IInternalActorRef)watcher);
        }

        _watchedBy = null;
    }

    protected void UnwatchWatchedActors(ActorBase actor)
    {
        _terminatedQueued = null;
        if (_watching is null)
            return;
        foreach (IActorRef watchee in _watching.Keys)
            ((IInternalActorRef)watchee).SendSystemMessage(new Unwatch((IInternalActorRef)watchee, _self));
        _watching = null;
    }

    private void TellOfDeath(IInternalActorRef watcher)
    {
        try
        {
            watcher.SendSystemMessage(new DeathWatchNotification(_self, existenceConfirmed: true, addressTerminated: false));
        }
        catch (Exception e)
        {
            // One watcher that cannot be reached must not keep the others from hearing of it.
            PublishError(e, $"Watcher {watcher} could not be told of the end of {_self}: {e.Message}");
        }
    }

    /// <summary>Makes this actor watch another, from a thread that is not its own: a Watch with itself as the watcher.</summary>
    internal void WatchFromOutside(IInternalActorRef watchee) => SendSystemMessage(new Watch(watchee, _self));

    private IActorRef WatchFor(IActorRef subject, object message)
    {
        var watchee = (IInternalActorRef)subject;
        if (watchee.Equals(_self))
            return watchee;
        // The first message stays: to get another one, unwatch before.
        if (!(_watching ??= []).TryAdd(watchee, message))
            return watchee;
        watchee.SendSystemMessage(new Watch(watchee, _self));
        return watchee;
    }
}
