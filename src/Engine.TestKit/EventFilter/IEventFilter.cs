#nullable disable
using Akka.Event;

namespace Akka.TestKit;

/// <summary>Looks at log events; true means that it takes the event, which is then not printed.</summary>
public interface IEventFilter
{
    bool Apply(LogEvent logEvent);
}

/// <summary>A filter that is in force until it is disposed.</summary>
public interface IUnmutableFilter : IDisposable
{
    void Unmute();
}
