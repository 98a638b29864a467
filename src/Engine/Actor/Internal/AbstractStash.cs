#nullable disable
using Akka.Dispatch;

namespace Akka.Actor.Internal;

/// <summary>Messages put aside, oldest first; they go back to the front of the mailbox.</summary>
public abstract class AbstractStash : IStash
{
    private readonly ActorCell _cell;
    private readonly LinkedList<Envelope> _stashed = new();
    private int _lastEnvelopeId;

    protected AbstractStash(IActorContext context)
    {
        _cell = (ActorCell)context;
        Capacity = Deploy.NoStashSize;
    }

    public virtual int Capacity { get; private protected init; }

    public int Count => _stashed.Count;

    public bool IsEmpty => Count == 0;

    public bool NonEmpty => !IsEmpty;

    public bool IsFull => Capacity >= 0 && Count >= Capacity;

    private protected ActorCell Cell => _cell;

    /// <summary>Puts the current message aside.</summary>
    /// <exception cref="IllegalActorStateException">This delivery of the message is in the stash already.</exception>
    /// <exception cref="StashOverflowException">The stash is full.</exception>
    public void Stash()
    {
        Envelope current = _cell.PendingOrCurrent;
        if (_cell.CurrentEnvelopeId == _lastEnvelopeId)
            throw new IllegalActorStateException($"Can't stash the same message {current.Message} more than once");
        if (IsFull)
            throw new StashOverflowException($"Couldn't enqueue message {current.Message} from ${_cell.Self}: the stash is full at {Capacity}");
        _lastEnvelopeId = _cell.CurrentEnvelopeId;
        _cell.ExpectAgain(current.Message);
        _stashed.AddLast(current);
    }

    public void Unstash()
    {
        if (_stashed.First is not { } first)
            return;
        _stashed.RemoveFirst();
        _cell.Mailbox.EnqueueFirst(first.Value);
    }

    public void UnstashAll() => UnstashAll(static _ => true);

    /// <summary>Puts back those that the predicate accepts; the others are dropped.</summary>
    public void UnstashAll(Func<Envelope, bool> filterPredicate)
    {
        while (_stashed.Last is { } last)
        {
            _stashed.RemoveLast();
            if (filterPredicate(last.Value))
                _cell.Mailbox.EnqueueFirst(last.Value);
        }
    }

    public IEnumerable<Envelope> ClearStash()
    {
        Envelope[] all = [.. _stashed];
        _stashed.Clear();
        return all;
    }

    public void Prepend(IEnumerable<Envelope> envelopes)
    {
        foreach (Envelope envelope in envelopes.Reverse())
            _stashed.AddFirst(envelope);
    }
}

/// <summary>A stash without bound.</summary>
public class UnboundedStashImpl : AbstractStash
{
    public UnboundedStashImpl(IActorContext context)
        : base(context)
    {
    }

    public override int Capacity => int.MaxValue;
}

/// <summary>A stash with the bound that recipe, mailbox or dispatcher give.</summary>
public class BoundedStashImpl : AbstractStash
{
    public BoundedStashImpl(IActorContext context)
        : base(context)
    {
        Deploy deploy = Cell.Props.Deploy;
        Capacity = deploy.StashCapacity != Deploy.NoStashSize
            ? deploy.StashCapacity
            : Cell.SystemImpl.Mailboxes.StashCapacity(Cell.Props.Dispatcher, Cell.Props.Mailbox);
    }
}
