#nullable disable
using Akka.TestKit.Internal;

namespace Akka.TestKit;

// Time: what is left of the innermost Within, and what a call may take that states no time.
public abstract partial class TestKitBase
{
    /// <summary>What is left of the innermost <c>Within</c>.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public TimeSpan Remaining => _end is { } end
        ? Left(end)
        : throw new InvalidOperationException("Remaining has a meaning only inside Within.");

    /// <summary>What is left of the innermost <c>Within</c>, or else <c>akka.test.single-expect-default</c>.</summary>
    public TimeSpan RemainingOrDefault => RemainingOr(Dilated(TestKitSettings.SingleExpectDefault));

    /// <summary>The duration dilated, or what is left when none is stated.</summary>
    /// <exception cref="ArgumentException">The duration is infinite.</exception>
    public TimeSpan RemainingOrDilated(TimeSpan? duration)
    {
        if (duration is null)
            return RemainingOrDefault;
        return duration.IsInfinite()
            ? throw new ArgumentException("The duration must be finite.", nameof(duration))
            : Dilated(duration.Value);
    }

    public TimeSpan GetTimeoutOrDefault(TimeSpan? timeout) => timeout ?? RemainingOrDefault;

    protected TimeSpan RemainingOr(TimeSpan duration) => _end is { } end ? Left(end) : duration;

    private static TimeSpan Left(TimeSpan end)
    {
        var left = end - Now;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>Runs a block that must take at most so long; calls inside it share what is left.</summary>
    public void Within(
        TimeSpan max, Action action, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        Within(TimeSpan.Zero, max, action, null, epsilonValue, cancellationToken);

    public void Within(
        TimeSpan min,
        TimeSpan max,
        Action action,
        string hint = null,
        TimeSpan? epsilonValue = null,
        CancellationToken cancellationToken = default) =>
        Within<object>(
            min,
            max,
            () =>
            {
                action();
                return null;
            },
            hint,
            epsilonValue,
            cancellationToken);

    public T Within<T>(
        TimeSpan max, Func<T> function, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        Within(TimeSpan.Zero, max, function, null, epsilonValue, cancellationToken);

    public T Within<T>(
        TimeSpan min,
        TimeSpan max,
        Func<T> function,
        string hint = null,
        TimeSpan? epsilonValue = null,
        CancellationToken cancellationToken = default) =>
        Blocking.Result(WithinCore(min, max, () => new ValueTask<T>(function()), hint, epsilonValue, cancellationToken));

    public Task WithinAsync(
        TimeSpan max, Func<Task> actionAsync, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        WithinAsync(TimeSpan.Zero, max, actionAsync, null, epsilonValue, cancellationToken);

    public Task WithinAsync(
        TimeSpan min,
        TimeSpan max,
        Func<Task> actionAsync,
        string hint = null,
        TimeSpan? epsilonValue = null,
        CancellationToken cancellationToken = default) =>
        WithinAsync<object>(
            min,
            max,
            async () =>
            {
                await actionAsync();
                return null;
            },
            hint,
            epsilonValue,
            cancellationToken);

    public Task<T> WithinAsync<T>(
        TimeSpan max, Func<Task<T>> function, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        WithinAsync(TimeSpan.Zero, max, function, null, epsilonValue, cancellationToken);

    public Task<T> WithinAsync<T>(
        TimeSpan min,
        TimeSpan max,
        Func<Task<T>> function,
        string hint = null,
        TimeSpan? epsilonValue = null,
        CancellationToken cancellationToken = default) =>
        WithinCore(min, max, () => new ValueTask<T>(function()), hint, epsilonValue, cancellationToken).AsTask();

    private async ValueTask<T> WithinCore<T>(
        TimeSpan min, TimeSpan max, Func<ValueTask<T>> run, string hint, TimeSpan? epsilon, CancellationToken cancellation)
    {
        max.EnsureIsPositiveFinite(nameof(max));
        cancellation.ThrowIfCancellationRequested();
        var (start, outer) = (Now, _end);
        var limit = Dilated(max);
        if (outer is { } end)
        {
            var left = end - start;
            _assertions.AssertTrue(left >= min, $"The block must take at least {min}, but only {left} is left.");
            limit = limit < left ? limit : left;
        }

        _lastWasNoMsg = false;
        _end = start + limit;
        T result;
        try
        {
            result = await run();
        }
        finally
        {
            _end = outer;
        }

        CheckElapsed(Now - start, min, limit, epsilon ?? TimeSpan.Zero, hint);
        return result;
    }

    // A block that ends with waiting for silence uses its time up by intention.
    private void CheckElapsed(TimeSpan elapsed, TimeSpan min, TimeSpan limit, TimeSpan epsilon, string hint)
    {
        var why = hint is null ? "" : $" [{hint}]";
        if (elapsed + epsilon < min)
            _assertions.Fail($"The block took {elapsed}, it should have taken at least {min}{why}.");
        else if (!_lastWasNoMsg && elapsed > limit + epsilon)
            _assertions.Fail($"The block took {elapsed}, it should have taken at most {limit}{why}.");
    }
}
