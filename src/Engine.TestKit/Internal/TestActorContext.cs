#nullable disable
using Akka.Actor;
using Akka.Actor.Internal;

namespace Akka.TestKit.Internal;

/// <summary>
/// Makes a test actor the implicit sender of what a test sends: on the thread of the test, and on every thread that
/// continues it after an <c>await</c>.
/// </summary>
internal sealed class TestActorContext(ActorCell cell, SynchronizationContext inner) : SynchronizationContext
{
    /// <summary>From here on the code of this thread, and what it awaits, runs as that actor.</summary>
    public static void Enter(ActorCell cell)
    {
        InternalCurrentActorCellKeeper.Current = cell;
        var current = Current is TestActorContext outer ? outer.Inner : Current;
        SetSynchronizationContext(new TestActorContext(cell, current));
    }

    /// <summary>Gives the thread back as it was.</summary>
    public static void Leave()
    {
        InternalCurrentActorCellKeeper.Current = null;
        if (Current is TestActorContext mine)
            SetSynchronizationContext(mine.Inner);
    }

    private SynchronizationContext Inner => inner;

    public override void Post(SendOrPostCallback d, object state)
    {
        if (inner is not null)
            inner.Post(_ => Run(d, state), null);
        else
            ThreadPool.UnsafeQueueUserWorkItem(_ => Run(d, state), null);
    }

    public override void Send(SendOrPostCallback d, object state) => Run(d, state);

    public override SynchronizationContext CreateCopy() => new TestActorContext(cell, inner);

    private void Run(SendOrPostCallback d, object state)
    {
        var (cellBefore, contextBefore) = (InternalCurrentActorCellKeeper.Current, Current);
        InternalCurrentActorCellKeeper.Current = cell;
        SetSynchronizationContext(this);
        try
        {
            d(state);
        }
        finally
        {
            InternalCurrentActorCellKeeper.Current = cellBefore;
            SetSynchronizationContext(contextBefore);
        }
    }
}
