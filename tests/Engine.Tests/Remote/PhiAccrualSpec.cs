using Akka.Remote;

namespace AkkaFederation.Engine.Remote.Tests;

/// <summary>Claims of the φ-accrual paper, section 4, on a clock that the test owns.</summary>
public sealed class PhiAccrualSpec
{
    private long _now;

    [Theory]
    [InlineData(0.0, 0.301)]
    [InlineData(1.0, 0.799)]
    [InlineData(2.0, 1.643)]
    [InlineData(3.0, 2.870)]
    public void Phi_is_the_logarithm_of_the_upper_tail_of_a_normal_distribution(double deviations, double expected) =>
        Assert.Equal(expected, PhiAccrualFailureDetector.Phi(1000 + (deviations * 100), 1000, 100), 0.05);

    [Fact]
    public void Suspicion_grows_with_silence_and_without_bound()
    {
        var detector = Detector();
        Beat(detector, 20, 1000);
        var last = 0.0;
        for (var i = 0; i < 50; i++)
        {
            _now += 200;
            Assert.True(detector.CurrentPhi >= last);
            last = detector.CurrentPhi;
        }

        Assert.Equal(double.PositiveInfinity, last);
    }

    [Fact]
    public void Before_the_first_heartbeat_nothing_is_monitored_and_nothing_suspected()
    {
        var detector = Detector();
        _now += 1_000_000;
        Assert.True(detector.IsAvailable);
        Assert.False(detector.IsMonitoring);
    }

    [Fact]
    public void Regular_heartbeats_keep_a_resource_available_and_silence_ends_it()
    {
        var detector = Detector();
        Beat(detector, 100, 1000);
        Assert.True(detector.IsAvailable);
        _now += 3900;
        Assert.True(detector.IsAvailable);
        _now += 2000;
        Assert.False(detector.IsAvailable);
    }

    [Fact]
    public void A_resource_that_returns_is_available_and_the_outage_does_not_dull_the_next_suspicion()
    {
        var detector = Detector();
        Beat(detector, 50, 1000);
        _now += 600_000;
        Assert.False(detector.IsAvailable);
        detector.HeartBeat();
        Assert.True(detector.IsAvailable);
        Beat(detector, 5, 1000);
        _now += 6000;
        Assert.False(detector.IsAvailable);
    }

    [Fact]
    public void One_heartbeat_is_enough_to_notice_the_end()
    {
        var detector = Detector();
        detector.HeartBeat();
        Assert.True(detector.IsMonitoring);
        _now += 20_000;
        Assert.False(detector.IsAvailable);
    }

    [Fact]
    public void Values_that_make_no_sense_are_refused() =>
        Assert.Throws<ArgumentException>(() => new PhiAccrualFailureDetector(0, 10, TimeSpan.FromSeconds(1), TimeSpan.Zero, TimeSpan.FromSeconds(1)));

    private PhiAccrualFailureDetector Detector() => new(
        8, 100, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1), () => _now);

    private void Beat(PhiAccrualFailureDetector detector, int count, int interval)
    {
        for (var i = 0; i < count; i++)
        {
            _now += interval;
            detector.HeartBeat();
        }
    }
}
