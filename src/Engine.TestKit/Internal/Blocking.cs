#nullable disable
namespace Akka.TestKit.Internal;

/// <summary>
/// The result of a core method that was asked to block: it has never awaited, so it is complete. (The core is written
/// once, as async methods with a <c>blocking</c> argument.)
/// </summary>
internal static class Blocking
{
    public static T Result<T>(ValueTask<T> completed)
    {
        System.Diagnostics.Debug.Assert(completed.IsCompleted, "a blocking call awaited");
        return completed.GetAwaiter().GetResult();
    }

    public static void Wait(ValueTask completed) => completed.GetAwaiter().GetResult();

    /// <summary>Waits out an interval between two polls of a condition.</summary>
    public static async ValueTask Interval(TimeSpan interval, bool blocking, CancellationToken cancellation)
    {
        if (blocking)
            cancellation.WaitHandle.WaitOne(interval);
        else
            await Task.Delay(interval, cancellation).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
    }

    public static async Task<List<T>> ToList<T>(IAsyncEnumerable<T> items)
    {
        var list = new List<T>();
        await foreach (var item in items.ConfigureAwait(false))
            list.Add(item);
        return list;
    }
}
