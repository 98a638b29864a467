using Akka.Configuration;
using Akka.Remote;

namespace AkkaFederation.Engine.Remote;

/// <summary>How the nodes of watched actors are judged.</summary>
internal sealed record WatchOptions
{
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(1);

    public double Threshold { get; init; } = 10;

    public int MaxSampleSize { get; init; } = 200;

    public TimeSpan MinStdDeviation { get; init; } = TimeSpan.FromMilliseconds(100);

    public TimeSpan AcceptablePause { get; init; } = TimeSpan.FromSeconds(10);

    public static WatchOptions Read(Config config) => new()
    {
        HeartbeatInterval = config.GetTimeSpan("heartbeat-interval"),
        Threshold = config.GetDouble("threshold"),
        MaxSampleSize = config.GetInt("max-sample-size"),
        MinStdDeviation = config.GetTimeSpan("min-std-deviation"),
        AcceptablePause = config.GetTimeSpan("acceptable-heartbeat-pause"),
    };

    public FailureDetector CreateDetector(Clock clock) =>
        new PhiAccrualFailureDetector(Threshold, MaxSampleSize, MinStdDeviation, AcceptablePause, HeartbeatInterval, clock);
}
