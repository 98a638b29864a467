#nullable disable
using Akka.Actor.Internal;
using Akka.Dispatch;
using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

public partial class ActorCell
{
    // Children are made on the actor's turn, save those of the guardians, and are looked up from any thread.
    private readonly Lock _childrenLock = new();
    private Dictionary<string, IChildStats> _children;
    private HashSet<IActorRef> _dying;
    private SuspendReason _terminationReason;
    private bool _terminated;
    private long _nextName;

    protected bool IsNormal => !_terminated && _terminationReason is null or SuspendReason.UserRequest;

    protected bool IsTerminating => _terminated || _terminationReason is SuspendReason.Termination;

    private bool AwaitsChildren => _terminationReason is SuspendReason.IWaitingForChildren;

    public virtual IActorRef ActorOf(Props props, string name = null) => MakeChild(props, name, isSystemService: false);

    public virtual IActorRef AttachChild(Props props, bool isSystemService, string name = null) => MakeChild(props, name, isSystemService);

    IActorRef IActorContext.Child(string name) => GetSingleChild(name) is var child && child.IsNobody() ? ActorRefs.Nobody : child;

    IEnumerable<IActorRef> IActorContext.GetChildren() => ChildRefs();

    public IEnumerable<IInternalActorRef> GetChildren() => ChildRefs();

    /// <summary>Looks a child up by its name, or by name#uid for one incarnation of it.</summary>
    public IInternalActorRef GetSingleChild(string name)
    {
        int hash = name.IndexOf('#');
        string bare = hash < 0 ? name : name[..hash];
        if (!TryGetChildStatsByName(bare, out IChildStats stats) || stats is not ChildRestartStats child)
            return ActorRefs.Nobody;
        return hash < 0 || child.Uid.ToString(global::System.Globalization.CultureInfo.InvariantCulture) == name[(hash + 1)..] ? child.Child : ActorRefs.Nobody;
    }

    public bool TryGetChildStatsByName(string name, out IChildStats child)
    {
        lock (_childrenLock)
        {
            child = null;
            return _children is not null && _children.TryGetValue(name, out child);
        }
    }

    public void Stop(IActorRef child)
    {
        if (TryGetChildStatsByRef(child, out _))
        {
            lock (_childrenLock)
            {
                // A child whose end we already wait for need not be noted twice.
                if (_terminationReason is not SuspendReason.Termination)
                    (_dying ??= []).Add(child);
            }
        }

        ((IInternalActorRef)child).Stop();
    }

    protected bool TryGetChildStatsByRef(IActorRef actor, out ChildRestartStats child)
    {
        child = null;
        if (TryGetChildStatsByName(actor.Path.Name, out IChildStats stats) && stats is ChildRestartStats known && known.Child.Equals(actor))
            child = known;
        return child is not null;
    }

    protected void SetTerminated()
    {
        lock (_childrenLock)
            _terminated = true;
    }

    /// <summary>Notes why children are being stopped; false when there are none left to wait for.</summary>
    protected bool SetChildrenTerminationReason(SuspendReason reason)
    {
        lock (_childrenLock)
        {
            bool waiting = reason is SuspendReason.Termination ? _children is { Count: > 0 } : _dying is { Count: > 0 };
            if (waiting)
                _terminationReason = reason;
            return waiting;
        }
    }

    /// <summary>Forgets a child; gives the reason that waited for it if it was the last.</summary>
    protected SuspendReason RemoveChildAndGetStateChange(IActorRef child)
    {
        lock (_childrenLock)
        {
            _children?.Remove(child.Path.Name);
            _dying?.Remove(child);
            SuspendReason reason = _terminationReason;
            bool left = reason is SuspendReason.Termination ? _children is { Count: > 0 } : _dying is { Count: > 0 };
            if (reason is null || left)
                return null;
            _terminationReason = null;
            _terminated = reason is SuspendReason.Termination;
            return reason;
        }
    }

    public void ReserveChild(string name) => Reserve(name);

    public ChildRestartStats InitChild(IInternalActorRef actor)
    {
        var stats = new ChildRestartStats(actor);
        lock (_childrenLock)
            _children[actor.Path.Name] = stats;
        return stats;
    }

    internal IReadOnlyCollection<IInternalActorRef> ChildRefs()
    {
        lock (_childrenLock)
        {
            if (_children is null || _children.Count == 0)
                return [];
            var refs = new List<IInternalActorRef>(_children.Count);
            foreach (IChildStats stats in _children.Values)
            {
                if (stats is ChildRestartStats child)
                    refs.Add(child.Child);
            }

            return refs;
        }
    }

    // Strategies seldom look: a list for each of many children that stop would cost the square of their number.
    private IEnumerable<IInternalActorRef> ChildrenOnDemand()
    {
        foreach (IInternalActorRef child in ChildRefs())
            yield return child;
    }

    private IReadOnlyCollection<ChildRestartStats> ChildStats()
    {
        lock (_childrenLock)
            return _children is null ? [] : _children.Values.OfType<ChildRestartStats>().ToArray();
    }

    private IInternalActorRef MakeChild(Props props, string name, bool isSystemService)
    {
        string checkedName = CheckedName(name);
        Reserve(checkedName);
        try
        {
            var path = new ChildActorPath(_self.Path, checkedName, _system.Environment.NextUid());
            IInternalActorRef child = _system.Provider.ActorOf(_system, props, _self, path, isSystemService, deploy: null, lookupDeploy: true, async: false);
            bool late;
            lock (_childrenLock)
            {
                _children[checkedName] = new ChildRestartStats(child);
                late = _terminationReason is SuspendReason.Termination;
            }

            child.Start();
            // A guardian may have begun to stop on its own turn while another thread made the child.
            if (late)
                child.Stop();
            return child;
        }
        catch
        {
            lock (_childrenLock)
                _children.Remove(checkedName);
            throw;
        }
    }

    private void Reserve(string name)
    {
        lock (_childrenLock)
        {
            if (_terminated || _terminationReason is SuspendReason.Termination)
                throw new InvalidOperationException($"Cannot create child {name} of {_self}: the actor is terminating or terminated");
            if (!(_children ??= []).TryAdd(name, ChildNameReserved.Instance))
                throw new InvalidActorNameException($"Actor name \"{name}\" is not unique!");
        }
    }

    private string CheckedName(string name)
    {
        if (name is null)
            return "$" + Base64Name.Of(Interlocked.Increment(ref _nextName) - 1);
        if (name.Length == 0)
            throw new InvalidActorNameException("Actor name must not be empty.");
        if (!ActorPath.IsValidPathElement(name))
            throw new InvalidActorNameException($"Illegal actor name [{name}]. Actor paths MUST: not start with `$`, include only ASCII letters and can only contain these special characters: {ActorPath.ValidSymbols}.");
        return name;
    }

    private void HandleSupervise(IActorRef child)
    {
        if (IsTerminating)
            return;
        lock (_childrenLock)
        {
            _children ??= [];
            if (!_children.TryGetValue(child.Path.Name, out IChildStats stats) || stats is ChildNameReserved)
                _children[child.Path.Name] = new ChildRestartStats((IInternalActorRef)child);
        }
    }

    private void HandleChildTerminated(IActorRef child)
    {
        SuspendReason finished = RemoveChildAndGetStateChange(child);
        if (_actor is not null)
        {
            try
            {
                Strategy().HandleChildTerminated(this, child, ChildrenOnDemand());
            }
            catch (Exception e)
            {
                PublishError(e, "Handling of the end of a child failed: " + e.Message);
            }
        }

        switch (finished)
        {
            case SuspendReason.Recreation recreation:
                FinishRecreate(recreation.Cause);
                break;
            case SuspendReason.Creation:
                FinishCreate();
                break;
            case SuspendReason.Termination:
                FinishTerminate();
                break;
        }
    }

    private void SuspendChildren(IReadOnlyCollection<IInternalActorRef> except)
    {
        foreach (IInternalActorRef child in ChildRefs())
        {
            if (except is null || !except.Contains(child))
                child.Suspend();
        }
    }

    private void ResumeChildren(Exception causedByFailure, IActorRef perpetrator)
    {
        foreach (IInternalActorRef child in ChildRefs())
            child.Resume(child.Equals(perpetrator) ? causedByFailure : null);
    }
}
