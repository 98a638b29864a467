namespace AkkaFederation.Node.Bench;

/// <summary>What the benchmark sends: 64 bytes on the wire, eight of them a sequence number that the receiver checks.</summary>
internal sealed class BenchPayload(long sequence, byte[] bytes)
{
    public const int Size = 64;

    public long Sequence { get; } = sequence;

    public byte[] Bytes { get; } = bytes;
}

/// <summary>So many payloads have arrived since the last of these.</summary>
internal sealed record BenchArrived(long Count);
