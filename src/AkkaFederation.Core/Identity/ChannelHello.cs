using System.Security.Cryptography;

namespace AkkaFederation.Identity;

/// <summary>
/// The greeting of one end of a sealed channel, signed by its DID's key: cluster, who speaks to whom, a nonce, an
/// ephemeral P-256 point, and in an answer the hash of the hello that it answers. Layout in docs/formats.md.
/// </summary>
internal sealed record ChannelHello
{
    public const int NonceLength = 32;
    private const string Tag = "AKFED-HELLO-V001";
    private const int MaxCluster = 128;
    private const int HashLength = 32;
    private const int MaxBytes = 512;

    public required string ClusterId { get; init; }

    public required Did From { get; init; }

    public required Did To { get; init; }

    public required byte[] Nonce { get; init; }

    /// <summary>The ephemeral key, a compressed point.</summary>
    public required byte[] Point { get; init; }

    /// <summary>SHA-256 of the hello that this one answers, statement and signature; zeros in a first hello.</summary>
    public byte[] Answers { get; init; } = new byte[HashLength];

    /// <summary>The statement and its signature.</summary>
    public byte[] Sign(ISigner signer)
    {
        var statement = Statement();
        return [.. statement, .. signer.Sign(statement)];
    }

    public static bool TryRead(ReadOnlySpan<byte> bytes, ISignatureVerifier verifier, int signatureLength, out ChannelHello hello, out ChannelRefusal refusal)
    {
        hello = null!;
        refusal = ChannelRefusal.Malformed;
        if (bytes.Length > MaxBytes || bytes.Length <= signatureLength) return false;
        var statement = bytes[..^signatureLength];
        var reader = new StatementReader(statement, Tag);
        var read = new ChannelHello
        {
            ClusterId = reader.Text(MaxCluster),
            From = reader.Did(),
            To = reader.Did(),
            Nonce = reader.Bytes(NonceLength).ToArray(),
            Point = reader.Bytes(P256Point.CompressedLength).ToArray(),
            Answers = reader.Bytes(HashLength).ToArray(),
        };
        if (!reader.Finish(out _)) return false;
        refusal = ChannelRefusal.BadSignature;
        if (!verifier.Verify(read.From, statement, bytes[^signatureLength..])) return false;
        (hello, refusal) = (read, ChannelRefusal.None);
        return true;
    }

    public static byte[] Hash(ReadOnlySpan<byte> signedHello) => SHA256.HashData(signedHello);

    private byte[] Statement() =>
        new StatementWriter(Tag).Text(ClusterId).Did(From).Did(To).Bytes(Nonce).Bytes(Point).Bytes(Answers).ToArray();
}
