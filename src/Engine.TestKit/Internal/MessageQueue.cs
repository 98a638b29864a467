#nullable disable
namespace Akka.TestKit.Internal;

/// <summary>
/// What a test actor has received and the test has not yet looked at. Every reader comes in two ways, blocking its
/// thread or awaiting: a blocking test must not depend on a free thread of the pool.
/// </summary>
internal sealed class MessageQueue
{
    private readonly Queue<MessageEnvelope> _messages = new();
    private readonly SemaphoreSlim _available = new(0);

    public int Count
    {
        get
        {
            lock (_messages)
                return _messages.Count;
        }
    }

    public void Add(MessageEnvelope envelope)
    {
        lock (_messages)
            _messages.Enqueue(envelope);
        _available.Release();
    }

    /// <summary>The next message, or null after <paramref name="timeout"/> (negative: never).</summary>
    public async ValueTask<MessageEnvelope> Take(TimeSpan timeout, bool blocking, CancellationToken cancellation)
    {
        if (!await Wait(timeout, blocking, cancellation).ConfigureAwait(false))
            return null;
        lock (_messages)
            return _messages.Dequeue();
    }

    /// <summary>As <see cref="Take"/>, and leaves the message where it is.</summary>
    public async ValueTask<MessageEnvelope> Peek(TimeSpan timeout, bool blocking, CancellationToken cancellation)
    {
        if (!await Wait(timeout, blocking, cancellation).ConfigureAwait(false))
            return null;
        try
        {
            lock (_messages)
                return _messages.Peek();
        }
        finally
        {
            _available.Release();
        }
    }

    private ValueTask<bool> Wait(TimeSpan timeout, bool blocking, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (_available.Wait(0, CancellationToken.None))
            return new ValueTask<bool>(true);
        if (timeout == TimeSpan.Zero)
            return new ValueTask<bool>(false);
        var limit = timeout < TimeSpan.Zero || timeout.TotalMilliseconds > int.MaxValue ? Timeout.InfiniteTimeSpan : timeout;
        if (!blocking)
            return new ValueTask<bool>(_available.WaitAsync(limit, cancellation));
        return new ValueTask<bool>(_available.Wait(limit, cancellation));
    }
}
