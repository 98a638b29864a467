using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// The binary form of a link, in which nodes keep it and pass it on (docs/formats.md). It is not signed as a whole: what is
/// signed is the statement in it.
/// </summary>
internal static class LinkBytes
{
    public const string Tag = "AKFED-LINK-V0001";
    public const int MaxPayload = 64 * 1024;

    /// <summary>All voters of two configurations.</summary>
    public const int MaxSignatures = 2 * Genesis.MaxMembers;

    private const int SignatureLength = 64;

    public static byte[] Write(Link link)
    {
        var writer = new StatementWriter(Tag, 1024).Bytes(link.Leaf).U32((uint)link.Payload.Length).Bytes(link.Payload).U8((byte)link.Path.Count);
        foreach (var hash in link.Path) writer.Bytes(hash);
        writer.Bytes(link.Statement).U8((byte)link.Signatures.Count);
        foreach (var (signer, signature) in link.Signatures) writer.Did(signer).Bytes(signature);
        return writer.ToArray();
    }

    public static bool TryRead(ReadOnlySpan<byte> bytes, out Link link, out string error)
    {
        var reader = new StatementReader(bytes, Tag);
        var leaf = reader.Bytes(Leaf.Length).ToArray();
        var length = reader.U32();
        if (length > MaxPayload) reader.Fail($"a configuration of {length} bytes, more than {MaxPayload}");
        var payload = reader.Bytes((int)Math.Min(length, MaxPayload)).ToArray();
        var path = new byte[Bounded(ref reader, reader.U8(), InclusionProof.MaxLength, "hashes")][];
        for (var i = 0; i < path.Length; i++) path[i] = reader.Bytes(TreeHash.Length).ToArray();
        var statement = reader.Bytes(SealStatement.Length).ToArray();
        var signatures = new SignedBy[Bounded(ref reader, reader.U8(), MaxSignatures, "signatures")];
        for (var i = 0; i < signatures.Length; i++) signatures[i] = new SignedBy(reader.Did(), reader.Bytes(SignatureLength).ToArray());
        link = new Link { Leaf = leaf, Payload = payload, Path = path, Statement = statement, Signatures = signatures };
        return reader.Finish(out error);
    }

    private static int Bounded(ref StatementReader reader, int count, int most, string what)
    {
        if (count > most) reader.Fail($"{count} {what}, more than {most}");
        return reader.Failed ? 0 : count;
    }
}
