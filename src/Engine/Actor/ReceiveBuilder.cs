#nullable disable
namespace Akka.Actor;

/// <summary>Collects the handlers of a <see cref="ReceiveActor"/> and tries them in order.</summary>
internal sealed class ReceiveBuilder
{
    private readonly List<Receive> _handlers = [];
    private bool _catchesAll;

    public void Add<T>(Action<T> handler, Predicate<T> shouldHandle)
    {
        if (shouldHandle is null)
        {
            Add(m => Handle(m, handler), typeof(T) == typeof(object));
        }
        else
        {
            Add(
                m =>
                {
                    if (m is not T typed || !shouldHandle(typed))
                        return false;
                    handler(typed);
                    return true;
                },
                catchesAll: false);
        }
    }

    public void Add<T>(Func<T, bool> handler) => Add(m => m is T typed && handler(typed), catchesAll: false);

    public void Add(Type type, Action<object> handler, Predicate<object> shouldHandle) => Add(
        m =>
        {
            if (!type.IsInstanceOfType(m) || (shouldHandle is not null && !shouldHandle(m)))
                return false;
            handler(m);
            return true;
        },
        shouldHandle is null && type == typeof(object));

    public void Add(Type type, Func<object, bool> handler) => Add(m => type.IsInstanceOfType(m) && handler(m), catchesAll: false);

    public void AddAny(Action<object> handler) => Add(
        m =>
        {
            handler(m);
            return true;
        },
        catchesAll: true);

    public Receive Build()
    {
        Receive[] handlers = [.. _handlers];
        return message =>
        {
            foreach (Receive handler in handlers)
            {
                if (handler(message))
                    return true;
            }

            return false;
        };
    }

    private static bool Handle<T>(object message, Action<T> handler)
    {
        if (message is not T typed)
            return false;
        handler(typed);
        return true;
    }

    private void Add(Receive handler, bool catchesAll)
    {
        if (_catchesAll)
            throw new InvalidOperationException("A handler that catches all messages has been added. No handler can be added after that.");
        _catchesAll = catchesAll;
        _handlers.Add(handler);
    }
}
