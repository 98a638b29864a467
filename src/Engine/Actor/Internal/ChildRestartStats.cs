#nullable disable
using AkkaFederation.Engine;

namespace Akka.Actor.Internal;

/// <summary>What a parent knows under a child's name.</summary>
public interface IChildStats;

/// <summary>A name that is taken while its actor is being made.</summary>
public class ChildNameReserved : IChildStats
{
    private ChildNameReserved()
    {
    }

    public static ChildNameReserved Instance { get; } = new();

    public override string ToString() => "Name";
}

/// <summary>A child with its history of restarts.</summary>
public class ChildRestartStats : IChildStats
{
    public ChildRestartStats(IInternalActorRef child, uint maxNrOfRetriesCount = 0, long restartTimeWindowStartTicks = 0)
    {
        Child = child;
        MaxNrOfRetriesCount = maxNrOfRetriesCount;
        RestartTimeWindowStartTicks = restartTimeWindowStartTicks;
    }

    public IInternalActorRef Child { get; }

    public uint MaxNrOfRetriesCount { get; private set; }

    public long RestartTimeWindowStartTicks { get; private set; }

    public long Uid => Child.Path.Uid;

    /// <summary>
    /// Counts a restart and says whether it is within the limits. A negative limit means none; without a time range
    /// restarts are counted for ever; with one, the count begins anew when the range has passed.
    /// </summary>
    public bool RequestRestartPermission(int maxNrOfRetries, int withinTimeMilliseconds)
    {
        if (maxNrOfRetries == 0)
            return false;
        bool limited = maxNrOfRetries > 0, windowed = withinTimeMilliseconds > 0;
        if (windowed)
            return WithinWindow(limited ? maxNrOfRetries : 1, withinTimeMilliseconds);
        if (!limited)
            return true;
        MaxNrOfRetriesCount++;
        return MaxNrOfRetriesCount <= maxNrOfRetries;
    }

    private bool WithinWindow(int retries, int milliseconds)
    {
        long now = Clock();
        if (RestartTimeWindowStartTicks == 0)
            RestartTimeWindowStartTicks = now;
        if (now - RestartTimeWindowStartTicks <= milliseconds * TimeSpan.TicksPerMillisecond)
        {
            MaxNrOfRetriesCount++;
            return MaxNrOfRetriesCount <= retries;
        }

        MaxNrOfRetriesCount = 1;
        RestartTimeWindowStartTicks = now;
        return true;
    }

    // Never zero, for zero says that no window has begun.
    private long Clock() =>
        Math.Max(1, (Child as LocalActorRef)?.Cell.SystemImpl.Environment.Monotonic.Ticks ?? EngineEnvironment.Real.Monotonic.Ticks);
}
