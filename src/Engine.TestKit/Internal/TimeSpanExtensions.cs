namespace Akka.TestKit.Internal;

/// <summary>Kinds of durations.</summary>
public static class TimeSpanExtensions
{
    public static bool IsPositiveFinite(this TimeSpan timeSpan) => timeSpan > TimeSpan.Zero;

    public static bool IsPositiveFinite(this TimeSpan? timeSpan) => timeSpan > TimeSpan.Zero;

    public static bool IsInfinite(this TimeSpan timeSpan) => timeSpan < TimeSpan.Zero;

    public static bool IsInfinite(this TimeSpan? timeSpan) => timeSpan < TimeSpan.Zero;

    public static bool IsZero(this TimeSpan timeSpan) => timeSpan == TimeSpan.Zero;

    public static bool IsZero(this TimeSpan? timeSpan) => timeSpan == TimeSpan.Zero;

    public static bool IsUndefined(this TimeSpan? timeSpan) => timeSpan is null;

    /// <summary>The shorter of two durations, where a negative one is infinite and none does not count.</summary>
    public static TimeSpan Min(this TimeSpan a, TimeSpan? b) => b switch
    {
        null or { Ticks: < 0 } => a,
        var other => a.IsInfinite() || other < a ? other.Value : a,
    };

    /// <exception cref="ArgumentException">The duration is infinite or not positive.</exception>
    public static void EnsureIsPositiveFinite(this TimeSpan timeSpan, string parameterName)
    {
        if (!timeSpan.IsPositiveFinite())
            throw new ArgumentException($"The duration must be positive and finite, it is {timeSpan}.", parameterName);
    }
}
