using System.Security.Cryptography;

namespace AkkaFederation.Engine.Persistence;

/// <summary>How to open a write-ahead journal.</summary>
internal sealed record WalOptions
{
    public const int SmallestSegment = 16 * 1024;
    public const int UsualSegment = 16 * 1024 * 1024;
    public const int LargestSegment = 1024 * 1024 * 1024;

    /// <summary>Folder of the segments and snapshots, full path. Its parent must exist.</summary>
    public required string Folder { get; init; }

    /// <summary>Bytes of a segment. One is made larger where a single write needs it.</summary>
    public int SegmentSize { get; init; } = UsualSegment;

    /// <summary>Most events in one sync; bounds the time until the first of them is acknowledged.</summary>
    public int MaxGroupRows { get; init; } = 4096;

    /// <summary>Most bytes in one sync.</summary>
    public int MaxGroupBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>Replays that run at the same time.</summary>
    public int MaxReaders { get; init; } = 4;

    /// <summary>Live bytes that are moved out of the oldest segment beside each group, while it is being reclaimed.</summary>
    public int MoveBytes { get; init; } = 64 * 1024;

    /// <summary>Where the salts come from: not to be guessed by who chooses what is written.</summary>
    public Action<byte[]> Randomness { get; init; } = static bytes => RandomNumberGenerator.Fill(bytes);

    /// <summary>Bytes of one group, so that groups do not outgrow segments.</summary>
    public int GroupBytes => Math.Min(MaxGroupBytes, SegmentSize / 4);
}
