using System.Security.Cryptography;
using System.Text;
using AkkaFederation.Identity;

namespace AkkaFederation.Core.Tests.Membership;

/// <summary>Who the nodes of a virtual network are, and how they sign.</summary>
internal abstract class TestIdentities
{
    /// <summary>Real keys and signatures, for at most 32 nodes.</summary>
    public static TestIdentities Real { get; } = new RealKeys();

    /// <summary>Names whose keys nobody holds and signatures by a keyed hash: for many nodes and long runs without attackers.</summary>
    public static TestIdentities Quick { get; } = new QuickKeys();

    public abstract ISignatureVerifier Scheme { get; }

    public abstract ISigner Signer(int index);

    public abstract PeerRecord Record(int index, string endpoint, string cluster);

    private sealed class RealKeys : TestIdentities
    {
        public override ISignatureVerifier Scheme => TestKeys.Scheme;

        public override ISigner Signer(int index) => TestKeys.Signer(index);

        public override PeerRecord Record(int index, string endpoint, string cluster) => TestKeys.Record(index, endpoint, cluster);
    }

    private sealed class QuickKeys : TestIdentities
    {
        private readonly Lock _gate = new();
        private readonly List<(HashSigner Signer, string Pem)> _made = [];

        public override ISignatureVerifier Scheme { get; } = new HashScheme();

        public override ISigner Signer(int index) => Made(index).Signer;

        public override PeerRecord Record(int index, string endpoint, string cluster) => new()
        {
            PeerId = Made(index).Signer.Id,
            Endpoint = endpoint,
            PublicKeyPem = Made(index).Pem,
            ClusterId = cluster,
            Incarnation = 1,
        };

        private (HashSigner Signer, string Pem) Made(int index)
        {
            lock (_gate)
            {
                while (_made.Count <= index)
                {
                    var id = Create(_made.Count);
                    _made.Add((new HashSigner(id), PublicKeys.ToPem(id)));
                }

                return _made[index];
            }
        }

        private static Did Create(int index)
        {
            var compressed = new byte[P256Point.CompressedLength];
            compressed[0] = 2;
            for (var attempt = 0; ; attempt++)
            {
                SHA256.HashData(Encoding.UTF8.GetBytes($"{index}/{attempt}"), compressed.AsSpan(1));
                if (P256Point.TryDecompress(compressed, out _)) return Did.FromPublicKey(compressed);
            }
        }
    }

    private sealed class HashSigner(Did id) : ISigner
    {
        public Did Id => id;

        public byte[] Sign(ReadOnlySpan<byte> statement) => HashScheme.Compute(id, statement);
    }

    private sealed class HashScheme : ISignatureVerifier
    {
        public bool Verify(Did signer, ReadOnlySpan<byte> statement, ReadOnlySpan<byte> signature) =>
            signature.SequenceEqual(Compute(signer, statement));

        public static byte[] Compute(Did signer, ReadOnlySpan<byte> statement) =>
            SHA256.HashData([.. Encoding.UTF8.GetBytes(signer.Value), .. statement]);
    }
}
