#nullable disable
namespace Akka.Serialization;

/// <summary>
/// The information that holds while a serializer runs. Serializing is synchronous, so it belongs to the thread; a
/// nested call restores what was there.
/// </summary>
internal static class Transport
{
    [ThreadStatic]
    private static Information _current;

    public static Information Current => _current;

    public static T Run<TState, T>(Information information, TState state, Func<TState, T> action)
    {
        var before = _current;
        _current = information;
        try
        {
            return action(state);
        }
        finally
        {
            _current = before;
        }
    }
}
