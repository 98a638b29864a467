using System.Security.Cryptography;

namespace AkkaFederation.Identity;

/// <summary>Conversions between P-256 public keys, their PEM form (SubjectPublicKeyInfo) and their DID.</summary>
internal static class PublicKeys
{
    private const string P256Oid = "1.2.840.10045.3.1.7";

    /// <summary>A P-256 SubjectPublicKeyInfo in PEM has 178 characters; this leaves room for line ends and comments.</summary>
    public const int MaxPemLength = 1024;

    public static bool TryGetDid(ECDsa key, out Did did, out string error)
    {
        did = default;
        error = "";
        var parameters = key.ExportParameters(includePrivateParameters: false);
        if (!IsP256(parameters.Curve))
        {
            error = $"the key is not a P-256 key (it is {parameters.Curve.Oid?.FriendlyName ?? "of another curve"})";
            return false;
        }

        did = Did.FromPublicKey(P256Point.Compress(parameters.Q));
        return true;
    }

    /// <summary>The DID that a public key in PEM derives.</summary>
    public static bool TryGetDid(string pem, out Did did, out string error)
    {
        did = default;
        if (pem.Length > MaxPemLength)
        {
            error = $"the public key is longer than {MaxPemLength} characters";
            return false;
        }

        using var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            error = "not a public key in PEM (BEGIN PUBLIC KEY)";
            return false;
        }

        return TryGetDid(key, out did, out error);
    }

    /// <summary>The public key of a DID in PEM, in the one spelling that peer records use.</summary>
    public static string ToPem(Did did)
    {
        if (!TryImport(did, out var key)) throw new ArgumentException($"{did} does not name a point on P-256.", nameof(did));
        using (key) return key.ExportSubjectPublicKeyInfoPem();
    }

    /// <summary>The key that a DID names, for verifying; false where no point of the curve has that x.</summary>
    public static bool TryImport(Did did, out ECDsa key)
    {
        key = null!;
        if (did.IsEmpty || !P256Point.TryDecompress(did.CompressedKey(), out var point)) return false;
        key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point });
        return true;
    }

    private static bool IsP256(ECCurve curve) =>
        curve.IsNamed && (curve.Oid.Value == P256Oid || curve.Oid.FriendlyName is "nistP256" or "ECDSA_P256");
}
