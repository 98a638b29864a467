#nullable disable
using System.Runtime.CompilerServices;
using Akka.TestKit.Internal;

namespace Akka.TestKit;

// Taking messages out of the queue, one or several. The Core methods are written once for blocking and for awaiting.
public abstract partial class TestKitBase
{
    /// <summary>The next message; null when there is none in time. The default time is what is left of a Within.</summary>
    public object ReceiveOne(TimeSpan? max = null, CancellationToken cancellationToken = default) =>
        Blocking.Result(TakeCore(max, true, cancellationToken))?.Message;

    public async ValueTask<object> ReceiveOneAsync(TimeSpan? max = null, CancellationToken cancellationToken = default) =>
        (await TakeCore(max, false, cancellationToken))?.Message;

    public bool TryReceiveOne(
        out MessageEnvelope envelope, TimeSpan? max = null, CancellationToken cancellationToken = default)
    {
        var taken = Blocking.Result(TakeCore(max, true, cancellationToken));
        envelope = taken ?? NullMessageEnvelope.Instance;
        return taken is not null;
    }

    public async ValueTask<(bool success, MessageEnvelope envelope)> TryReceiveOneAsync(
        TimeSpan? max, CancellationToken cancellationToken = default)
    {
        var taken = await TakeCore(max, false, cancellationToken);
        return (taken is not null, taken ?? NullMessageEnvelope.Instance);
    }

    /// <summary>The next message, which stays where it is; null when there is none in time.</summary>
    public object PeekOne(TimeSpan? max = null, CancellationToken cancellationToken = default) =>
        Blocking.Result(PeekCore(max, true, cancellationToken))?.Message;

    public object PeekOne(CancellationToken cancellationToken) => PeekOne(Timeout.InfiniteTimeSpan, cancellationToken);

    public async ValueTask<object> PeekOneAsync(TimeSpan? max = null, CancellationToken cancellationToken = default) =>
        (await PeekCore(max, false, cancellationToken))?.Message;

    public ValueTask<object> PeekOneAsync(CancellationToken cancellationToken) =>
        PeekOneAsync(Timeout.InfiniteTimeSpan, cancellationToken);

    public bool TryPeekOne(out MessageEnvelope envelope, TimeSpan? max, CancellationToken cancellationToken)
    {
        var seen = Blocking.Result(PeekCore(max, true, cancellationToken));
        envelope = seen ?? NullMessageEnvelope.Instance;
        return seen is not null;
    }

    public async ValueTask<(bool success, MessageEnvelope envelope)> TryPeekOneAsync(
        TimeSpan? max, CancellationToken cancellationToken)
    {
        var seen = await PeekCore(max, false, cancellationToken);
        return (seen is not null, seen ?? NullMessageEnvelope.Instance);
    }

    /// <summary>So many messages, within the time that is left.</summary>
    public IReadOnlyCollection<object> ReceiveN(int numberOfMessages, CancellationToken cancellationToken = default) =>
        Blocking.Result(ReceiveNCore(numberOfMessages, RemainingOrDefault, true, cancellationToken));

    public IReadOnlyCollection<object> ReceiveN(
        int numberOfMessages, TimeSpan max, CancellationToken cancellationToken = default)
    {
        max.EnsureIsPositiveFinite(nameof(max));
        return Blocking.Result(ReceiveNCore(numberOfMessages, Dilated(max), true, cancellationToken));
    }

    public async IAsyncEnumerable<object> ReceiveNAsync(
        int numberOfMessages, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var message in await ReceiveNCore(numberOfMessages, RemainingOrDefault, false, cancellationToken))
            yield return message;
    }

    public async IAsyncEnumerable<object> ReceiveNAsync(
        int numberOfMessages, TimeSpan max, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        max.EnsureIsPositiveFinite(nameof(max));
        foreach (var message in await ReceiveNCore(numberOfMessages, Dilated(max), false, cancellationToken))
            yield return message;
    }

    private async ValueTask<MessageEnvelope> TakeCore(TimeSpan? max, bool blocking, CancellationToken cancellation)
    {
        var taken = await _queue.Take(GetTimeoutOrDefault(max), blocking, cancellation);
        _lastWasNoMsg = false;
        _last = taken ?? NullMessageEnvelope.Instance;
        return taken;
    }

    private async ValueTask<MessageEnvelope> PeekCore(TimeSpan? max, bool blocking, CancellationToken cancellation)
    {
        var seen = await _queue.Peek(GetTimeoutOrDefault(max), blocking, cancellation);
        _lastWasNoMsg = false;
        _last = seen ?? NullMessageEnvelope.Instance;
        return seen;
    }

    private async ValueTask<IReadOnlyCollection<object>> ReceiveNCore(
        int count, TimeSpan max, bool blocking, CancellationToken cancellation)
    {
        var end = Now + max;
        var messages = new List<object>(count);
        while (messages.Count < count)
        {
            var taken = await TakeCore(Left(end), blocking, cancellation);
            if (taken is null)
                _assertions.Fail($"Timeout ({max}) while expecting {count} messages, {messages.Count} have come{List(messages)}.");
            messages.Add(taken?.Message);
        }

        return messages;
    }

    private static string List(IReadOnlyCollection<object> messages) =>
        messages.Count == 0 ? "" : $": [{string.Join(", ", messages)}]";
}
