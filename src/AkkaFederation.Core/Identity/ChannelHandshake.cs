using System.Security.Cryptography;
using System.Text;

namespace AkkaFederation.Identity;

/// <summary>
/// Two signed hellos make a <see cref="SealedChannel"/>: each brings an ephemeral P-256 point (SP 800-56A, C(2e, 0s)); the
/// answer is bound to the hello that it answers by its hash, and both directions' keys to both hellos (HKDF-SHA256, RFC
/// 5869). A hello that is replayed gets an answer and no channel that anybody could use, for the replayer lacks its
/// ephemeral key. Ephemeral keys come from the base library; the nonce is an argument.
/// </summary>
internal sealed class ChannelHandshake : IDisposable
{
    private const string Info = "AKFED-CHANNEL-V1";
    private const int KeyLength = 32;
    private readonly ECDiffieHellman _ephemeral = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
    private readonly ChannelHello _own;

    /// <param name="clusterId">The federation.</param>
    /// <param name="self">Signs as this node.</param>
    /// <param name="peer">Who is greeted.</param>
    /// <param name="nonce">32 random bytes.</param>
    public ChannelHandshake(string clusterId, ISigner self, Did peer, ReadOnlySpan<byte> nonce)
        : this(clusterId, self, peer, nonce, answers: null)
    {
    }

    private ChannelHandshake(string clusterId, ISigner self, Did peer, ReadOnlySpan<byte> nonce, byte[]? answers)
    {
        if (nonce.Length != ChannelHello.NonceLength) throw new ArgumentException($"A nonce has {ChannelHello.NonceLength} bytes.", nameof(nonce));
        _own = new ChannelHello
        {
            ClusterId = clusterId,
            From = self.Id,
            To = peer,
            Nonce = nonce.ToArray(),
            Point = P256Point.Compress(_ephemeral.ExportParameters(includePrivateParameters: false).Q),
        };
        if (answers is not null) _own = _own with { Answers = answers };
        Hello = _own.Sign(self);
    }

    /// <summary>The signed hello, to be sent as it is.</summary>
    public byte[] Hello { get; }

    /// <summary>The greeter's end, from the answer to its hello.</summary>
    public bool TryFinish(ReadOnlySpan<byte> answer, ISignatureScheme scheme, out SealedChannel channel, out ChannelRefusal refusal)
    {
        channel = null!;
        if (!TryRead(answer, scheme, _own.ClusterId, _own.From, out var theirs, out refusal)) return false;
        refusal = ChannelRefusal.WrongPeer;
        if (theirs.From != _own.To) return false;
        refusal = ChannelRefusal.NotTheAnswer;
        if (!theirs.Answers.AsSpan().SequenceEqual(ChannelHello.Hash(Hello))) return false;
        return TryDerive(theirs, Hello, answer, greeter: true, out channel, out refusal);
    }

    /// <summary>The greeted one's end and its answer, from a hello.</summary>
    public static bool TryAnswer(
        ReadOnlySpan<byte> hello, string clusterId, ISigner self, ISignatureScheme scheme, ReadOnlySpan<byte> nonce,
        out byte[] answer, out SealedChannel channel, out ChannelRefusal refusal)
    {
        (answer, channel) = ([], null!);
        if (!TryRead(hello, scheme, clusterId, self.Id, out var theirs, out refusal)) return false;
        refusal = ChannelRefusal.NotTheAnswer;
        if (theirs.Answers.AsSpan().ContainsAnyExcept((byte)0)) return false;
        using var own = new ChannelHandshake(clusterId, self, theirs.From, nonce, ChannelHello.Hash(hello));
        if (!own.TryDerive(theirs, hello, own.Hello, greeter: false, out channel, out refusal)) return false;
        answer = own.Hello;
        return true;
    }

    public void Dispose() => _ephemeral.Dispose();

    private static bool TryRead(ReadOnlySpan<byte> bytes, ISignatureScheme scheme, string clusterId, Did self, out ChannelHello hello, out ChannelRefusal refusal)
    {
        if (!ChannelHello.TryRead(bytes, scheme, scheme.SignatureLength, out hello, out refusal)) return false;
        refusal = hello.ClusterId != clusterId ? ChannelRefusal.ForeignCluster : hello.To != self || hello.From == self ? ChannelRefusal.WrongPeer : ChannelRefusal.None;
        return refusal == ChannelRefusal.None;
    }

    private bool TryDerive(ChannelHello theirs, ReadOnlySpan<byte> hello, ReadOnlySpan<byte> answer, bool greeter, out SealedChannel channel, out ChannelRefusal refusal)
    {
        channel = null!;
        refusal = ChannelRefusal.Malformed;
        if (!P256Point.TryDecompress(theirs.Point, out var point)) return false;
        using var other = ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point });
        using var key = other.PublicKey;
        var secret = _ephemeral.DeriveRawSecretAgreement(key);
        var salt = SHA256.HashData([.. hello, .. answer]);
        var fromGreeter = HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, KeyLength, salt, Encoding.ASCII.GetBytes(Info + "|greeter"));
        var fromGreeted = HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, KeyLength, salt, Encoding.ASCII.GetBytes(Info + "|greeted"));
        CryptographicOperations.ZeroMemory(secret);
        channel = greeter ? new SealedChannel(theirs.From, fromGreeter, fromGreeted) : new SealedChannel(theirs.From, fromGreeted, fromGreeter);
        refusal = ChannelRefusal.None;
        return true;
    }
}
