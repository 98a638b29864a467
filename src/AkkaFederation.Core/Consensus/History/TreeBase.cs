namespace AkkaFederation.Consensus;

/// <summary>
/// What has to be known of a tree's first <see cref="Size"/> leaves to go on from there: 32 bytes for each tile and the last
/// tile's part. The root of its size follows from it, so that it can be held against a certified one.
/// </summary>
internal sealed record TreeBase
{
    public required ulong Size { get; init; }

    /// <summary>Tiles 0 to Stored − 1 are on disk; it may be more than <see cref="Size"/> has.</summary>
    public required ulong Stored { get; init; }

    /// <summary>Roots of the complete tiles within <see cref="Size"/>, as far as they are stored, 32 bytes each.</summary>
    public required byte[] Tiles { get; init; }

    /// <summary>
    /// Of the part behind these tiles: if it begins a tile that is stored, the roots of its complete subtrees, from the left;
    /// else every leaf hash.
    /// </summary>
    public required byte[] Rest { get; init; }
}
