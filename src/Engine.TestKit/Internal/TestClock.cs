using System.Diagnostics;

namespace Akka.TestKit.Internal;

/// <summary>The real, monotonic time that expectations are measured in.</summary>
internal static class TestClock
{
    private static readonly long Start = Stopwatch.GetTimestamp();

    public static TimeSpan Now => Stopwatch.GetElapsedTime(Start);
}
