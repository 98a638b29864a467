namespace AkkaFederation.Engine.Simulation;

/// <summary>
/// The clocks of one machine; they go on while its processes come and go. Both run at a rate of their own, and the wall
/// clock can be set: forwards or backwards, as far as a wall clock goes. Timers that run when the rate changes keep the
/// moment at which the former rate had them fire.
/// </summary>
internal sealed class SimulatedClock(SimulationLoop loop)
{
    private const int Million = 1_000_000;
    private TimeSpan _since;
    private TimeSpan _atSince;
    private TimeSpan _set;
    private int _drift;

    /// <summary>How much faster than the world it runs, in parts per million; slower if negative. Above −1,000,000.</summary>
    public int DriftPpm
    {
        get => _drift;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, -Million);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 100 * Million);
            (_atSince, _since, _drift) = (Monotonic, loop.Now, value);
        }
    }

    public TimeSpan Monotonic => _atSince + (_drift == 0 ? loop.Now - _since : Scale(loop.Now - _since, Million + _drift, Million, up: false));

    public DateTimeOffset UtcNow
    {
        get
        {
            var ticks = (Int128)SimulationLoop.Epoch.Ticks + Monotonic.Ticks + _set.Ticks;
            return new DateTimeOffset((long)Int128.Clamp(ticks, 0, DateTimeOffset.MaxValue.Ticks), TimeSpan.Zero);
        }
    }

    /// <summary>Sets the wall clock forwards or backwards.</summary>
    public void Jump(TimeSpan by) => _set = new TimeSpan((long)Int128.Clamp((Int128)_set.Ticks + by.Ticks, long.MinValue, long.MaxValue));

    /// <summary>How long the world goes on while this clock goes on by <paramref name="span"/>.</summary>
    public TimeSpan InWorld(TimeSpan span) => _drift == 0 ? span : Scale(span, Million, Million + _drift, up: true);

    private static TimeSpan Scale(TimeSpan span, int times, int by, bool up)
    {
        var ticks = (((Int128)span.Ticks * times) + (up ? by - 1 : 0)) / by;
        return new TimeSpan((long)Int128.Clamp(ticks, long.MinValue, long.MaxValue));
    }
}
