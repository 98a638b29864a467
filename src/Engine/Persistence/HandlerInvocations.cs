#nullable disable
namespace Akka.Persistence;

/// <summary>A handler that waits for its event.</summary>
public interface IPendingHandlerInvocation
{
    object Event { get; }

    Action<object> Handler { get; }
}

/// <summary>Of Persist: commands wait until it has run.</summary>
public sealed class StashingHandlerInvocation : IPendingHandlerInvocation
{
    public StashingHandlerInvocation(object evt, Action<object> handler)
    {
        Event = evt;
        Handler = handler;
    }

    public object Event { get; }

    public Action<object> Handler { get; }
}

/// <summary>Of PersistAsync and DeferAsync: commands go on meanwhile.</summary>
public sealed class AsyncHandlerInvocation : IPendingHandlerInvocation
{
    public AsyncHandlerInvocation(object evt, Action<object> handler)
    {
        Event = evt;
        Handler = handler;
    }

    public object Event { get; }

    public Action<object> Handler { get; }
}
