#nullable disable
using Akka.Actor;
using Akka.Actor.Internal;

namespace Akka.TestKit.Internal;

/// <summary>
/// Makes a test actor the implicit sender of what a test sends: on the thread of the test, and on every thread that
/// continues it after an <c>await</c>. The current actor is a property of the thread, and the thread of a test goes back
/// to the pool when the test awaits; a marker in the execution context tells when that happens, so that no thread keeps
/// the actor of a test that has left it. (The marker alone would not do: it also flows into tasks that the test starts,
/// which are not the test.)
/// </summary>
internal sealed class TestActorContext(ActorCell cell, SynchronizationContext inner) : SynchronizationContext
{
    private static readonly AsyncLocal<ActorCell> Marker = new(OnFlowChanged);

    private SynchronizationContext Inner => inner;

    /// <summary>From here on the code of this thread, and what it awaits, runs as that actor.</summary>
    public static void Enter(ActorCell cell)
    {
        InternalCurrentActorCellKeeper.Current = cell;
        Marker.Value = cell;
        var current = Current is TestActorContext outer ? outer.Inner : Current;
        SetSynchronizationContext(new TestActorContext(cell, current));
    }

    /// <summary>Gives the thread back as it was.</summary>
    public static void Leave()
    {
        InternalCurrentActorCellKeeper.Current = null;
        Marker.Value = null;
        if (Current is TestActorContext mine)
            SetSynchronizationContext(mine.Inner);
    }

    public override void Post(SendOrPostCallback d, object state)
    {
        if (inner is not null)
            inner.Post(_ => Run(d, state), null);
        else
            ThreadPool.UnsafeQueueUserWorkItem(_ => Run(d, state), null);
    }

    public override void Send(SendOrPostCallback d, object state) => Run(d, state);

    public override SynchronizationContext CreateCopy() => new TestActorContext(cell, inner);

    private static void OnFlowChanged(AsyncLocalValueChangedArgs<ActorCell> change)
    {
        if (change is { ThreadContextChanged: true, PreviousValue: { } left, CurrentValue: null }
            && InternalCurrentActorCellKeeper.Current == left)
            InternalCurrentActorCellKeeper.Current = null;
    }

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
