using System.Buffers.Binary;
using System.Security.Cryptography;

namespace AkkaFederation.Identity;

/// <summary>
/// Proof of the sender for transports that give none (Akka.Remote): every message carries a MAC under a key that only the
/// two ends have, a number, and is taken once. The keys come from the two hellos (<see cref="ChannelHandshake"/>), one for
/// each direction, so a message cannot be sent back to its sender. The window of numbers is that of RFC 4303, 3.4.3 and
/// Appendix A2: order need not hold, repetition is refused. The payload is authenticated, not hidden: TLS below does that.
/// </summary>
/// <remarks>
/// Invariants: (1) a number is accepted at most once; (2) nothing older than <see cref="Window"/> numbers is accepted;
/// (3) a refused message changes nothing. One thread at a time. Left out: rekeying in place (greet anew instead), and time.
/// </remarks>
internal sealed class SealedChannel
{
    public const int Window = 64;
    public const int Overhead = 8 + MacLength;

    /// <summary>Messages under one key, far below what HMAC allows; then the ends greet anew.</summary>
    public const ulong MaxMessages = 1UL << 40;
    private const int MacLength = 16;
    private readonly byte[] _sendKey;
    private readonly byte[] _receiveKey;
    private ulong _sent;
    private ulong _highest;
    private ulong _seen;

    internal SealedChannel(Did peer, byte[] sendKey, byte[] receiveKey) => (Peer, _sendKey, _receiveKey) = (peer, sendKey, receiveKey);

    /// <summary>Who holds the other end.</summary>
    public Did Peer { get; }

    /// <summary>Number | MAC | payload; null where the key has sealed as many messages as it may.</summary>
    /// <param name="context">What the message also stands for and does not carry: recipient and manifest.</param>
    /// <param name="payload">The message.</param>
    public byte[]? Seal(ReadOnlySpan<byte> context, ReadOnlySpan<byte> payload)
    {
        if (_sent >= MaxMessages) return null;
        var message = new byte[Overhead + payload.Length];
        BinaryPrimitives.WriteUInt64BigEndian(message, ++_sent);
        payload.CopyTo(message.AsSpan(Overhead));
        Mac(_sendKey, _sent, context, payload, message.AsSpan(8, MacLength));
        return message;
    }

    public bool TryOpen(ReadOnlySpan<byte> context, ReadOnlyMemory<byte> message, out ReadOnlyMemory<byte> payload, out ChannelRefusal refusal)
    {
        payload = default;
        refusal = ChannelRefusal.Malformed;
        if (message.Length < Overhead) return false;
        var number = BinaryPrimitives.ReadUInt64BigEndian(message.Span);
        refusal = number > MaxMessages ? ChannelRefusal.Exhausted : ChannelRefusal.Replayed;
        if (number is 0 or > MaxMessages || !IsNew(number)) return false;
        Span<byte> mac = stackalloc byte[MacLength];
        Mac(_receiveKey, number, context, message.Span[Overhead..], mac);
        refusal = ChannelRefusal.BadSeal;
        if (!CryptographicOperations.FixedTimeEquals(mac, message.Span.Slice(8, MacLength))) return false;
        Note(number);
        (payload, refusal) = (message[Overhead..], ChannelRefusal.None);
        return true;
    }

    private bool IsNew(ulong number) => number > _highest || (_highest - number < Window && (_seen >> (int)(_highest - number) & 1) == 0);

    // Bit i stands for the number i below the highest.
    private void Note(ulong number)
    {
        if (number <= _highest)
        {
            _seen |= 1UL << (int)(_highest - number);
            return;
        }

        var ahead = number - _highest;
        _seen = (ahead < Window ? _seen << (int)ahead : 0) | 1;
        _highest = number;
    }

    // number | length of the context | context | payload: no two messages have the same input.
    private static void Mac(byte[] key, ulong number, ReadOnlySpan<byte> context, ReadOnlySpan<byte> payload, Span<byte> mac)
    {
        Span<byte> head = stackalloc byte[12];
        BinaryPrimitives.WriteUInt64BigEndian(head, number);
        BinaryPrimitives.WriteInt32BigEndian(head[8..], context.Length);
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hash.AppendData(head);
        hash.AppendData(context);
        hash.AppendData(payload);
        Span<byte> whole = stackalloc byte[32];
        hash.GetHashAndReset(whole);
        whole[..MacLength].CopyTo(mac);
    }
}
