using Akka.Actor;
using AkkaFederation.Engine.Simulation;

namespace AkkaFederation.Simulation.Tests;

/// <summary>Clocks of machines: they drift, and the wall clock jumps; timers and spans go by them.</summary>
public sealed class ClockTests
{
    private readonly SimulationLoop _loop = new(1);
    private readonly SimulatedClock _clock;
    private readonly SimulatedSystem _host;

    public ClockTests()
    {
        _clock = new SimulatedClock(_loop);
        _host = new SimulatedSystem(_loop, "one", clock: _clock);
    }

    [Theory]
    [InlineData(100_000, 3960)]
    [InlineData(-100_000, 3240)]
    [InlineData(0, 3600)]
    public void A_clock_that_runs_wrong_has_timers_that_run_wrong(int ppm, int ticksInAnHour)
    {
        _clock.DriftPpm = ppm;
        var ticks = 0;
        _host.System.Scheduler.Advanced.ScheduleRepeatedly(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), () => ticks++);
        _loop.RunUntil(TimeSpan.FromHours(1) + TimeSpan.FromMilliseconds(500));
        Assert.Equal(ticksInAnHour, ticks);
        Assert.Equal(TimeSpan.FromSeconds(ticksInAnHour), Floor(_host.System.Scheduler.MonotonicClock));
        Assert.Equal(SimulationLoop.Epoch + TimeSpan.FromSeconds(ticksInAnHour), SimulationLoop.Epoch + Floor(_host.System.Scheduler.Now - SimulationLoop.Epoch));
    }

    [Fact]
    public void A_changed_rate_moves_no_clock_backwards()
    {
        foreach (var ppm in new[] { 100_000, -100_000, 0, 500_000 })
        {
            var before = _clock.Monotonic;
            _clock.DriftPpm = ppm;
            Assert.Equal(before, _clock.Monotonic);
            _loop.RunUntil(_loop.Now + TimeSpan.FromSeconds(10));
            Assert.Equal(before + (TimeSpan.FromSeconds(10) * (1 + (ppm / 1e6))), _clock.Monotonic);
        }
    }

    [Theory]
    [InlineData(1_000_000_000)]
    [InlineData(-1_000_000_000)]
    public void A23_M12_a_wall_clock_that_jumps_moves_no_span(int seconds)
    {
        _loop.RunUntil(TimeSpan.FromSeconds(5));
        var fired = false;
        _host.System.Scheduler.Advanced.ScheduleOnce(TimeSpan.FromSeconds(1), () => fired = true);
        _clock.Jump(TimeSpan.FromSeconds(seconds));
        Assert.Equal(SimulationLoop.Epoch + TimeSpan.FromSeconds(5L + seconds), _host.System.Scheduler.Now);
        Assert.Equal(TimeSpan.FromSeconds(5), _host.System.Scheduler.MonotonicClock);
        _loop.RunUntil(TimeSpan.FromSeconds(6.1));
        Assert.True(fired);
    }

    [Fact]
    public void A23_a_wall_clock_goes_no_further_than_there_are_dates()
    {
        _clock.Jump(TimeSpan.MaxValue);
        _clock.Jump(TimeSpan.MaxValue);
        Assert.Equal(DateTimeOffset.MaxValue, _host.System.Scheduler.Now);
        for (var i = 0; i < 4; i++) _clock.Jump(TimeSpan.MinValue);
        Assert.Equal(DateTimeOffset.MinValue, _host.System.Scheduler.Now);
    }

    private static TimeSpan Floor(TimeSpan span) => TimeSpan.FromSeconds(Math.Floor(span.TotalSeconds));
}
