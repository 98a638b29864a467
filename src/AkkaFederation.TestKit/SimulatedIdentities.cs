using System.Security.Cryptography;
using System.Text;
using AkkaFederation.Engine.Simulation;
using AkkaFederation.Identity;

namespace AkkaFederation.TestKit;

/// <summary>Names and signatures of a world; the names come from its seed, whatever kind the signatures are of.</summary>
internal abstract class SimulatedIdentities(ulong seed)
{
    public delegate void SignedHandler(Did signer, ReadOnlySpan<byte> statement);

    /// <summary>Told of every statement that is signed.</summary>
    public event SignedHandler? Signed;

    public abstract ISignatureScheme Scheme { get; }

    public static SimulatedIdentities Of(ulong seed, SimulatedSignatureKind kind, SimulationTrace trace) => kind switch
    {
        SimulatedSignatureKind.Simulated => new KeyedIdentities(seed),
        SimulatedSignatureKind.Real => new EcdsaIdentities(seed, trace),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There are no such signatures."),
    };

    /// <summary>The identity of a machine; the same for the same name.</summary>
    public abstract Did Create(string name);

    public ISigner Signer(Did id) => new Witnessed(id, this);

    protected abstract byte[] Sign(Did signer, ReadOnlySpan<byte> statement);

    // Every second one is an x of the curve; nearly every one is a private key.
    protected void Draw(string name, int attempt, Span<byte> target) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{name}/{attempt}"), target);

    private sealed class Witnessed(Did id, SimulatedIdentities identities) : ISigner
    {
        public Did Id => id;

        public byte[] Sign(ReadOnlySpan<byte> statement)
        {
            identities.Signed?.Invoke(id, statement);
            return identities.Sign(id, statement);
        }
    }
}

/// <summary>Identities that cost nothing: a name is a point of P-256 whose key nobody holds.</summary>
internal sealed class KeyedIdentities(ulong seed) : SimulatedIdentities(seed)
{
    private readonly SimulatedSignatures _scheme = new(seed);

    public override ISignatureScheme Scheme => _scheme;

    public override Did Create(string name)
    {
        Span<byte> compressed = stackalloc byte[P256Point.CompressedLength];
        compressed[0] = 2;
        for (var attempt = 0; ; attempt++)
        {
            Draw(name, attempt, compressed[1..]);
            if (P256Point.TryDecompress(compressed, out _)) return Did.FromPublicKey(compressed);
        }
    }

    protected override byte[] Sign(Did signer, ReadOnlySpan<byte> statement) => _scheme.Sign(signer, statement);
}

/// <summary>
/// Real keys, drawn from the seed, and the product's own signatures. These differ from run to run, so their bytes are left
/// out of the trace; whatever else differed because of them would show there.
/// </summary>
internal sealed class EcdsaIdentities : SimulatedIdentities
{
    private readonly EcdsaP256Scheme _scheme = new();
    private readonly Dictionary<Did, EcdsaP256Signer> _signers = [];
    private readonly TraceMask _mask = new(EcdsaP256Scheme.Length);

    public EcdsaIdentities(ulong seed, SimulationTrace trace)
        : base(seed) => trace.Mask = _mask;

    public override ISignatureScheme Scheme => _scheme;

    public override Did Create(string name)
    {
        var secret = new byte[32];
        for (var attempt = 0; ; attempt++)
        {
            Draw(name, attempt, secret);

            // Below the order of the curve whatever follows; one in 256 is drawn again.
            if (secret[0] == 0xff) continue;
            using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = secret });
            var signer = new EcdsaP256Signer(key);
            _signers.TryAdd(signer.Id, signer);
            return signer.Id;
        }
    }

    protected override byte[] Sign(Did signer, ReadOnlySpan<byte> statement)
    {
        var signature = _signers[signer].Sign(statement);
        _mask.Add(signature);
        return signature;
    }
}
