#nullable disable
using AkkaFederation.Engine.Remote;

namespace Akka.Remote;

/// <summary>
/// Hayashibara, Défago, Yared, Katayama, "The φ accrual failure detector" (SRDS 2004), section 4: suspicion is
/// φ = −log₁₀ P(the next heartbeat comes later than this), for inter-arrival times taken to be normally distributed with
/// the mean and deviation seen lately. A φ of 1 means a chance of 10 % to be wrong, 8 means 10⁻⁸. The distribution's tail
/// is the logistic approximation of Bowling et al. (2009). The clock is an argument; calls are serialized by a lock, for
/// they come from a reader and a timer.
/// </summary>
public class PhiAccrualFailureDetector : FailureDetector
{
    private readonly double _threshold;
    private readonly double _minDeviation;
    private readonly double _acceptablePause;
    private readonly double _firstEstimate;
    private readonly ArrivalWindow _window;
    private readonly Clock _clock;
    private readonly Lock _gate = new();
    private long? _last;

    /// <param name="threshold">φ from which the resource is suspected; above 0</param>
    /// <param name="maxSampleSize">how many inter-arrival times are remembered; above 0</param>
    /// <param name="minStdDeviation">floor of the deviation: a too regular history must not make suspicion hair-triggered</param>
    /// <param name="acceptableHeartbeatPause">added to the expected time of arrival: pauses and lost heartbeats to put up with</param>
    /// <param name="firstHeartbeatEstimate">stands in for the history until there is one</param>
    /// <param name="clock">monotonic milliseconds; the machine's where null</param>
    public PhiAccrualFailureDetector(
        double threshold,
        int maxSampleSize,
        TimeSpan minStdDeviation,
        TimeSpan acceptableHeartbeatPause,
        TimeSpan firstHeartbeatEstimate,
        Clock clock = null)
    {
        Require(threshold > 0, nameof(threshold), "must be above 0");
        Require(maxSampleSize > 0, nameof(maxSampleSize), "must be above 0");
        Require(minStdDeviation > TimeSpan.Zero, nameof(minStdDeviation), "must be above 0");
        Require(acceptableHeartbeatPause >= TimeSpan.Zero, nameof(acceptableHeartbeatPause), "must not be negative");
        Require(firstHeartbeatEstimate > TimeSpan.Zero, nameof(firstHeartbeatEstimate), "must be above 0");
        _threshold = threshold;
        _minDeviation = minStdDeviation.TotalMilliseconds;
        _acceptablePause = acceptableHeartbeatPause.TotalMilliseconds;
        _firstEstimate = firstHeartbeatEstimate.TotalMilliseconds;
        _window = new ArrivalWindow(maxSampleSize);
        _clock = clock ?? DefaultClock;
    }

    public override bool IsAvailable
    {
        get
        {
            lock (_gate) return PhiAt(_clock()) < _threshold;
        }
    }

    public override bool IsMonitoring
    {
        get
        {
            lock (_gate) return _last is not null;
        }
    }

    /// <summary>The suspicion at this moment; 0 before the first heartbeat.</summary>
    internal double CurrentPhi
    {
        get
        {
            lock (_gate) return PhiAt(_clock());
        }
    }

    public override void HeartBeat()
    {
        lock (_gate)
        {
            var now = _clock();
            if (_last is not { } last)
            {
                // Two samples with the estimate as mean and a quarter of it as deviation.
                var spread = _firstEstimate / 4;
                _window.Add(_firstEstimate - spread);
                _window.Add(_firstEstimate + spread);
            }
            else if (PhiAt(now) < _threshold)
            {
                // The silence of an outage says nothing about the rhythm of heartbeats, so it stays out of the history.
                _window.Add(now - last);
            }

            _last = now;
        }
    }

    private double PhiAt(long now)
    {
        if (_last is not { } last) return 0;
        var mean = _window.Mean + _acceptablePause;
        var deviation = Math.Max(_window.Deviation, _minDeviation);
        return Phi(now - last, mean, deviation);
    }

    /// <summary>−log₁₀ of the upper tail at <paramref name="elapsed"/>; each branch keeps the digits that matter there.</summary>
    internal static double Phi(double elapsed, double mean, double deviation)
    {
        var y = (elapsed - mean) / deviation;
        var e = Math.Exp(-y * (1.5976 + (0.070566 * y * y)));
        return elapsed > mean ? -Math.Log10(e / (1 + e)) : -Math.Log10(1 - (1 / (1 + e)));
    }

    private static void Require(bool condition, string parameter, string message)
    {
        if (!condition) throw new ArgumentException($"{parameter} {message}", parameter);
    }
}
