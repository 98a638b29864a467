#nullable disable
using Akka.TestKit.Internal;

namespace Akka.TestKit;

// Polling until something holds.
public abstract partial class TestKitBase
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Repeats an assertion until it passes; what it throws at the end of the time fails the test.</summary>
    public void AwaitAssert(
        Action assertion,
        TimeSpan? duration = null,
        TimeSpan? interval = null,
        CancellationToken cancellationToken = default) =>
        Blocking.Wait(AssertCore(Completed(assertion), duration, interval, true, cancellationToken));

    public Task AwaitAssertAsync(
        Action assertion,
        TimeSpan? duration = null,
        TimeSpan? interval = null,
        CancellationToken cancellationToken = default) =>
        AssertCore(Completed(assertion), duration, interval, false, cancellationToken).AsTask();

    public Task AwaitAssertAsync(
        Func<Task> assertion,
        TimeSpan? duration = null,
        TimeSpan? interval = null,
        CancellationToken cancellationToken = default) =>
        AssertCore(() => new ValueTask(assertion()), duration, interval, false, cancellationToken).AsTask();

    /// <summary>Repeats a question until the answer is yes; a no at the end of the time fails the test.</summary>
    public void AwaitCondition(Func<bool> conditionIsFulfilled, CancellationToken cancellationToken = default) =>
        AwaitCondition(conditionIsFulfilled, null, null, null, cancellationToken);

    public void AwaitCondition(
        Func<bool> conditionIsFulfilled, TimeSpan? max, CancellationToken cancellationToken = default) =>
        AwaitCondition(conditionIsFulfilled, max, null, null, cancellationToken);

    public void AwaitCondition(
        Func<bool> conditionIsFulfilled, TimeSpan? max, string message, CancellationToken cancellationToken = default) =>
        AwaitCondition(conditionIsFulfilled, max, null, message, cancellationToken);

    public void AwaitCondition(
        Func<bool> conditionIsFulfilled,
        TimeSpan? max,
        TimeSpan? interval,
        string message = null,
        CancellationToken cancellationToken = default) =>
        InternalAwaitCondition(conditionIsFulfilled, RemainingOrDilated(max), interval, FailWith(message), cancellationToken);

    public Task AwaitConditionAsync(Func<Task<bool>> conditionIsFulfilled, CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(conditionIsFulfilled, null, null, null, cancellationToken);

    public Task AwaitConditionAsync(Func<bool> conditionIsFulfilled, CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(conditionIsFulfilled, null, null, null, cancellationToken);

    public Task AwaitConditionAsync(
        Func<Task<bool>> conditionIsFulfilled, TimeSpan? max, CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(conditionIsFulfilled, max, null, null, cancellationToken);

    public Task AwaitConditionAsync(
        Func<Task<bool>> conditionIsFulfilled, TimeSpan? max, string message, CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(conditionIsFulfilled, max, null, message, cancellationToken);

    public Task AwaitConditionAsync(
        Func<bool> conditionIsFulfilled, TimeSpan? max, string message, CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(conditionIsFulfilled, max, null, message, cancellationToken);

    public Task AwaitConditionAsync(
        Func<Task<bool>> conditionIsFulfilled,
        TimeSpan? max,
        TimeSpan? interval,
        string message = null,
        CancellationToken cancellationToken = default) =>
        InternalAwaitConditionAsync(conditionIsFulfilled, RemainingOrDilated(max), interval, FailWith(message), cancellationToken);

    public Task AwaitConditionAsync(
        Func<bool> conditionIsFulfilled,
        TimeSpan? max,
        TimeSpan? interval,
        string message = null,
        CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(() => Task.FromResult(conditionIsFulfilled()), max, interval, message, cancellationToken);

    /// <summary>As <c>AwaitCondition</c>, with the last answer in place of a failure.</summary>
    public bool AwaitConditionNoThrow(
        Func<bool> conditionIsFulfilled,
        TimeSpan max,
        TimeSpan? interval = null,
        CancellationToken cancellationToken = default) =>
        InternalAwaitCondition(conditionIsFulfilled, max, interval, null, cancellationToken);

    public Task<bool> AwaitConditionNoThrowAsync(
        Func<Task<bool>> conditionIsFulfilled,
        TimeSpan max,
        TimeSpan? interval = null,
        CancellationToken cancellationToken = default) =>
        InternalAwaitConditionAsync(conditionIsFulfilled, max, interval, null, cancellationToken);

    public Task<bool> AwaitConditionNoThrowAsync(
        Func<bool> conditionIsFulfilled,
        TimeSpan max,
        TimeSpan? interval = null,
        CancellationToken cancellationToken = default) =>
        AwaitConditionNoThrowAsync(() => Task.FromResult(conditionIsFulfilled()), max, interval, cancellationToken);

    protected static bool InternalAwaitCondition(
        Func<bool> conditionIsFulfilled,
        TimeSpan max,
        TimeSpan? interval,
        Action<string, object[]> fail,
        CancellationToken cancellationToken = default) => Blocking.Result(ConditionCore(
            () => new ValueTask<bool>(conditionIsFulfilled()), max, interval, fail, true, cancellationToken));

    protected static Task<bool> InternalAwaitConditionAsync(
        Func<Task<bool>> conditionIsFulfilled,
        TimeSpan max,
        TimeSpan? interval,
        Action<string, object[]> fail,
        CancellationToken cancellationToken = default) => ConditionCore(
            () => new ValueTask<bool>(conditionIsFulfilled()), max, interval, fail, false, cancellationToken).AsTask();

    private static async ValueTask<bool> ConditionCore(
        Func<ValueTask<bool>> holds,
        TimeSpan max,
        TimeSpan? interval,
        Action<string, object[]> fail,
        bool blocking,
        CancellationToken cancellation)
    {
        max.EnsureIsPositiveFinite(nameof(max));
        var end = Now + max;
        while (!await holds())
        {
            var left = Left(end);
            if (left == TimeSpan.Zero)
            {
                fail?.Invoke("Timeout ({0}) while waiting for a condition.", [max]);
                return false;
            }

            await Blocking.Interval(left.Min(interval ?? PollInterval), blocking, cancellation);
        }

        return true;
    }

    private static Func<ValueTask> Completed(Action action) => () =>
    {
        action();
        return ValueTask.CompletedTask;
    };

    private Action<string, object[]> FailWith(string message) => (format, arguments) =>
        _assertions.Fail(message is null ? format : $"{format} {Escape(message)}", arguments);

    private async ValueTask AssertCore(
        Func<ValueTask> assertion, TimeSpan? duration, TimeSpan? interval, bool blocking, CancellationToken cancellation)
    {
        var end = Now + RemainingOrDilated(duration);
        while (true)
        {
            var left = Left(end);
            try
            {
                await assertion();
                return;
            }
            catch (Exception) when (left > TimeSpan.Zero)
            {
                // not yet: the last attempt throws what the test is to fail with
            }

            await Blocking.Interval(left.Min(interval ?? PollInterval), blocking, cancellation);
        }
    }
}
