#nullable disable
namespace Akka.Remote;

/// <summary>Milliseconds of a monotonic clock.</summary>
public delegate long Clock();

/// <summary>Judges from the arrival of heartbeats whether a resource is still there.</summary>
public abstract class FailureDetector
{
    /// <summary>The machine's monotonic clock, in milliseconds.</summary>
    public static readonly Clock DefaultClock = () => Environment.TickCount64;

    /// <summary>False once the resource is suspected. A resource that never sent a heartbeat is not monitored, and available.</summary>
    public abstract bool IsAvailable { get; }

    /// <summary>True once the first heartbeat arrived.</summary>
    public abstract bool IsMonitoring { get; }

    /// <summary>A heartbeat arrived now.</summary>
    public abstract void HeartBeat();
}
