using System.Threading.Tasks.Sources;

namespace AkkaFederation.Engine.Remote;

/// <summary>
/// Where one consumer waits for many producers without a lock or an allocation per message. The consumer announces that
/// it is about to park, looks once more for work, and only then waits; a producer that finds it parked wakes it once.
/// </summary>
internal sealed class ParkingSpot : IValueTaskSource
{
    private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = true };
    private int _parked;

    /// <summary>Producers call this after they published their work (publication must be a full fence).</summary>
    public void Wake()
    {
        if (Volatile.Read(ref _parked) != 0 && Interlocked.Exchange(ref _parked, 0) == 1)
            _core.SetResult(true);
    }

    /// <summary>The consumer announces itself; it must then check for work, and call one of the two methods below.</summary>
    public void Announce() => Interlocked.Exchange(ref _parked, 1);

    /// <summary>There was work after all. Waits only if a producer has already begun to wake the consumer.</summary>
    public ValueTask StandDownAsync() => Interlocked.Exchange(ref _parked, 0) == 1 ? default : ParkAsync();

    public ValueTask ParkAsync() => new(this, _core.Version);

    void IValueTaskSource.GetResult(short token)
    {
        _core.GetResult(token);
        _core.Reset();
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
