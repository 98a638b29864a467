namespace AkkaFederation.Consensus;

/// <summary>
/// A step in the chain of configurations: a configuration entry with its payload, and a seal over it that majorities of the
/// voters before and of the voters after it have signed. Who knows the voters before knows, after verifying it, the voters
/// after; so whoever trusts the genesis can follow every later change (<see cref="TrustBundle.TryExtend"/>).
/// </summary>
public sealed record Link
{
    /// <summary>The leaf of the configuration entry, 133 bytes.</summary>
    public required byte[] Leaf { get; init; }

    /// <summary>The entry's payload: the new configuration.</summary>
    public required byte[] Payload { get; init; }

    /// <summary>RFC 9162 inclusion proof, from the leaf's sibling upwards, 32 bytes each.</summary>
    public required IReadOnlyList<byte[]> Path { get; init; }

    /// <summary>The seal statement that was signed, 104 bytes; its epoch is the entry's index.</summary>
    public required byte[] Statement { get; init; }

    /// <summary>Signatures of old and new voters over the statement, each signer once.</summary>
    public required IReadOnlyList<SignedBy> Signatures { get; init; }

    /// <summary>Index of the configuration entry, which is the epoch that begins with it; 0 if the leaf is too short.</summary>
    public ulong Epoch => Leaf.Length >= 24 ? System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(Leaf.AsSpan(16)) : 0;

    /// <summary>The link of a configuration entry under the first certified seal of its epoch; the tree must be at hand there.</summary>
    internal static Link Create(LogEntry entry, HistoryTree tree, CertifiedSeal seal) => new()
    {
        Leaf = Consensus.Leaf.Of(entry),
        Payload = entry.Payload.ToArray(),
        Path = tree.Proof(entry.Index - 1, seal.Statement.Size),
        Statement = seal.Statement.Bytes,
        Signatures = [.. seal.Signatures.Concat(seal.Former).OrderBy(s => s.Signer)],
    };
}
