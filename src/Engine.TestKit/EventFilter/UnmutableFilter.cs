#nullable disable
using Akka.Actor;
using Akka.TestKit.TestEvent;

namespace Akka.TestKit.Internal;

/// <summary>Takes the filters out of force, once.</summary>
internal sealed class UnmutableFilter(IReadOnlyList<EventFilterBase> filters, ActorSystem system) : IUnmutableFilter
{
    private bool _over;

    public void Unmute()
    {
        if (_over)
            return;
        _over = true;
        system.EventStream.Publish(new Unmute(filters));
    }

    public void Dispose() => Unmute();
}
