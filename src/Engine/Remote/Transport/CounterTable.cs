using System.Collections.Concurrent;

namespace AkkaFederation.Engine.Remote;

/// <summary>Live counters behind <see cref="RemotingCounters"/>. Reason codes are ours or the policy's, never the peer's.</summary>
internal sealed class CounterTable
{
    private const int MaximumReasons = 256;
    private const string Other = "other";

    private readonly ConcurrentDictionary<string, StrongBox> _refused = new(StringComparer.Ordinal);
    private long _messagesSent;
    private long _messagesReceived;
    private long _bytesSent;
    private long _bytesReceived;
    private long _writes;
    private long _overflow;
    private long _lost;
    private long _accepted;
    private long _dialled;

    public void Refused(string reason)
    {
        if (_refused.Count >= MaximumReasons && !_refused.ContainsKey(reason)) reason = Other;
        Interlocked.Increment(ref _refused.GetOrAdd(reason, static _ => new StrongBox()).Value);
    }

    public long RefusedFor(string reason) => _refused.TryGetValue(reason, out var box) ? Interlocked.Read(ref box.Value) : 0;

    public void Sent(long messages, long bytes)
    {
        Interlocked.Add(ref _messagesSent, messages);
        Interlocked.Add(ref _bytesSent, bytes);
        Interlocked.Increment(ref _writes);
    }

    public void Received(long messages, long bytes)
    {
        Interlocked.Add(ref _messagesReceived, messages);
        Interlocked.Add(ref _bytesReceived, bytes);
    }

    public void Overflowed() => Interlocked.Increment(ref _overflow);

    public void Lost(int messages = 1) => Interlocked.Add(ref _lost, messages);

    public void Opened(bool inbound) => Interlocked.Increment(ref inbound ? ref _accepted : ref _dialled);

    public RemotingCounters Snapshot() => new()
    {
        Refused = _refused.OrderBy(r => r.Key, StringComparer.Ordinal).ToDictionary(r => r.Key, r => Interlocked.Read(ref r.Value.Value)),
        MessagesSent = Interlocked.Read(ref _messagesSent),
        MessagesReceived = Interlocked.Read(ref _messagesReceived),
        BytesSent = Interlocked.Read(ref _bytesSent),
        BytesReceived = Interlocked.Read(ref _bytesReceived),
        Writes = Interlocked.Read(ref _writes),
        DroppedByOverflow = Interlocked.Read(ref _overflow),
        DroppedUndeliverable = Interlocked.Read(ref _lost),
        ConnectionsAccepted = Interlocked.Read(ref _accepted),
        ConnectionsDialled = Interlocked.Read(ref _dialled),
    };

    private sealed class StrongBox
    {
        public long Value;
    }
}
