#nullable disable
using System.Collections;
using System.Runtime.CompilerServices;
using Akka.TestKit.Internal;

namespace Akka.TestKit;

// Taking messages for as long as they are of interest.
public abstract partial class TestKitBase
{
    /// <summary>
    /// Takes messages until <paramref name="filter"/> gives null, nothing comes for <paramref name="idle"/>, the time
    /// is over or there are enough. The message that ends it stays in the queue.
    /// </summary>
    public IReadOnlyList<T> ReceiveWhile<T>(
        Func<object, T> filter,
        TimeSpan? max = null,
        TimeSpan? idle = null,
        int msgs = int.MaxValue,
        CancellationToken cancellationToken = default) =>
        Blocking.Result(ReceiveWhileCore(message => Take(filter(message)), max, idle, msgs, true, cancellationToken));

    public IReadOnlyList<T> ReceiveWhile<T>(
        TimeSpan? max,
        TimeSpan? idle,
        Func<object, T> filter,
        int msgs = int.MaxValue,
        CancellationToken cancellationToken = default) => ReceiveWhile(filter, max, idle, msgs, cancellationToken);

    public IReadOnlyList<T> ReceiveWhile<T>(
        TimeSpan? max, Func<object, T> filter, int msgs = int.MaxValue, CancellationToken cancellationToken = default) => ReceiveWhile(filter, max, null, msgs, cancellationToken);

    /// <summary>Takes messages of one type while the predicate holds; those of other types are skipped, or end it.</summary>
    public IReadOnlyList<T> ReceiveWhile<T>(
        Predicate<T> shouldContinue,
        TimeSpan? max = null,
        TimeSpan? idle = null,
        int msgs = int.MaxValue,
        bool shouldIgnoreOtherMessageTypes = true,
        CancellationToken cancellationToken = default) =>
        Blocking.Result(ReceiveWhileCore(
            message => Take(message, shouldContinue, shouldIgnoreOtherMessageTypes), max, idle, msgs, true, cancellationToken));

    public async IAsyncEnumerable<T> ReceiveWhileAsync<T>(
        Func<object, T> filter,
        TimeSpan? max = null,
        TimeSpan? idle = null,
        int msgs = int.MaxValue,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var item in await ReceiveWhileCore(message => Take(filter(message)), max, idle, msgs, false, cancellationToken))
            yield return item;
    }

    public IAsyncEnumerable<T> ReceiveWhileAsync<T>(
        TimeSpan? max,
        TimeSpan? idle,
        Func<object, T> filter,
        int msgs = int.MaxValue,
        CancellationToken cancellationToken = default) => ReceiveWhileAsync(filter, max, idle, msgs, cancellationToken);

    public IAsyncEnumerable<T> ReceiveWhileAsync<T>(
        TimeSpan? max, Func<object, T> filter, int msgs = int.MaxValue, CancellationToken cancellationToken = default) => ReceiveWhileAsync(filter, max, null, msgs, cancellationToken);

    public async IAsyncEnumerable<T> ReceiveWhileAsync<T>(
        Predicate<T> shouldContinue,
        TimeSpan? max = null,
        TimeSpan? idle = null,
        int msgs = int.MaxValue,
        bool shouldIgnoreOtherMessageTypes = true,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var taken = await ReceiveWhileCore(
            message => Take(message, shouldContinue, shouldIgnoreOtherMessageTypes), max, idle, msgs, false, cancellationToken);
        foreach (var item in taken)
            yield return item;
    }

    /// <summary>Takes messages until none comes for <paramref name="max"/>; fails when there are too many.</summary>
    public async Task<ArrayList> WaitForRadioSilenceAsync(
        TimeSpan? max = null, uint? maxMessages = null, CancellationToken cancellationToken = default)
    {
        var messages = new ArrayList();
        while (await TakeCore(RemainingOrDilated(max), false, cancellationToken) is { } taken)
        {
            messages.Add(taken.Message);
            if (messages.Count > maxMessages)
                _assertions.Fail($"Expected silence after at most {maxMessages} messages, {messages.Count} have come: [{string.Join(", ", messages.Cast<object>())}].");
        }

        _lastWasNoMsg = true;
        return messages;
    }

    private static (Verdict, T) Take<T>(T item) => (item is null ? Verdict.End : Verdict.Keep, item);

    private static (Verdict, T) Take<T>(object message, Predicate<T> shouldContinue, bool ignoreOthers) => message is T typed
            ? (shouldContinue(typed) ? Verdict.Keep : Verdict.End, typed)
            : (ignoreOthers ? Verdict.Skip : Verdict.End, default);

    private async ValueTask<IReadOnlyList<T>> ReceiveWhileCore<T>(
        Func<object, (Verdict Verdict, T Item)> judge,
        TimeSpan? max,
        TimeSpan? idle,
        int count,
        bool blocking,
        CancellationToken cancellation)
    {
        var end = Now + RemainingOrDilated(max);
        var items = new List<T>();
        var last = _last;
        while (items.Count < count)
        {
            var seen = await _queue.Peek(Left(end).Min(idle), blocking, cancellation);
            var (verdict, item) = seen is null ? (Verdict.End, default) : judge(seen.Message);
            if (verdict == Verdict.End)
                break;
            last = await _queue.Take(TimeSpan.Zero, blocking, cancellation);
            if (verdict == Verdict.Keep)
                items.Add(item);
        }

        _last = last;
        _lastWasNoMsg = true;
        return items;
    }

    private enum Verdict
    {
        Keep,
        Skip,
        End,
    }
}
