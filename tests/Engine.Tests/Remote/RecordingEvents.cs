using System.Buffers.Binary;
using System.Text;
using System.Threading.Channels;
using Akka.Actor;

namespace AkkaFederation.Engine.Remote.Tests;

internal sealed record Received(InboundPeer From, string Recipient, string? Sender, int SerializerId, string Manifest, byte[] Payload)
{
    public string Text => Encoding.UTF8.GetString(Payload);

    public int Number => BinaryPrimitives.ReadInt32BigEndian(Payload);
}

internal sealed record Refusal(string Reason, string Endpoint, Address? Claimed, bool Inbound, string Detail);

internal sealed record Loss(object Message, LossReason Reason);

internal sealed record Link(string Change, Address Peer, Lane Lane, bool Inbound, string? Identity = null, long Uid = 0);

/// <summary>Stands in for the provider: everything the transport says can be awaited, in order, with a limit.</summary>
internal sealed class RecordingEvents : ITransportEvents
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly Channel<object> _events = Channel.CreateUnbounded<object>();

    /// <summary>Judges or counts a message in the reader's loop, instead of recording it.</summary>
    public Func<Received, string?>? OnDeliver { get; set; }

    public SerializedPayload Serialize(object message) => message switch
    {
        string text => new SerializedPayload(-7, "text", Encoding.UTF8.GetBytes(text)),
        int number => new SerializedPayload(3, "", Number(number)),
        byte[] bytes => new SerializedPayload(int.MaxValue, "bytes", bytes),
        _ => throw new InvalidOperationException($"no serializer for {message.GetType().Name}"),
    };

    public string RecipientPath(object actor) => (string)actor;

    public string SenderPath(object actor) => (string)actor;

    public string? Deliver(InboundPeer from, WirePath recipient, WirePath? sender, int serializerId, string manifest, ReadOnlySpan<byte> payload)
    {
        var received = new Received(from, recipient.Text, sender?.Text, serializerId, manifest, payload.ToArray());
        if (OnDeliver is { } judge) return judge(received);
        _events.Writer.TryWrite(received);
        return null;
    }

    public void Undeliverable(object message, object? sender, object recipient, LossReason reason, Exception? cause) =>
        _events.Writer.TryWrite(new Loss(message, reason));

    public void Connected(Address peer, string identity, long uid, Lane lane, bool inbound) =>
        _events.Writer.TryWrite(new Link("up", peer, lane, inbound, identity, uid));

    public void Disconnected(Address peer, Lane lane, bool inbound) =>
        _events.Writer.TryWrite(new Link("down", peer, lane, inbound));

    public void Refused(string reason, string endpoint, Address? claimed, bool inbound, string detail) =>
        _events.Writer.TryWrite(new Refusal(reason, endpoint, claimed, inbound, detail));

    public void DialFailed(Address peer, Lane lane, Exception cause) => _events.Writer.TryWrite(cause);

    /// <summary>The next event of a kind that fits; others are passed over.</summary>
    public async Task<T> NextAsync<T>(Func<T, bool>? fits = null)
    {
        using var limit = new CancellationTokenSource(Limit);
        var passed = new List<object>();
        try
        {
            while (true)
            {
                var next = await _events.Reader.ReadAsync(limit.Token);
                if (next is T found && (fits is null || fits(found))) return found;
                passed.Add(next);
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException(
                $"no {typeof(T).Name} that fits within {Limit.TotalSeconds} s; passed over: {string.Join("; ", passed.TakeLast(10))}");
        }
    }

    public Task<Refusal> RefusalAsync(string reason) => NextAsync<Refusal>(r => r.Reason == reason);

    private static byte[] Number(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
