using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;

namespace AkkaFederation.Identity;

/// <summary>
/// An X.509 certificate revocation list (RFC 5280, 5.1) in PEM, signed by one of the federation's CAs with ECDSA and
/// SHA-256. Serial numbers and the CRL number are taken; dates are not: an outdated list still names whom not to trust.
/// </summary>
internal static class X509RevocationList
{
    private const string EcdsaSha256 = "1.2.840.10045.4.3.2";
    private const string CrlNumber = "2.5.29.20";
    private static readonly Asn1Tag ExtensionsTag = new(TagClass.ContextSpecific, 0, isConstructed: true);

    /// <exception cref="IdentityException">Not such a list, or not signed by a CA that is trusted here.</exception>
    public static RevocationList Parse(string pem, string name, CertificateTrust? trust)
    {
        try
        {
            var fields = PemEncoding.Find(pem);
            var outer = new AsnReader(Convert.FromBase64String(pem[fields.Base64Data]), AsnEncodingRules.DER);
            var list = outer.ReadSequence();
            outer.ThrowIfNotEmpty();
            var signed = list.ReadEncodedValue();
            var algorithm = list.ReadSequence().ReadObjectIdentifier();
            var signature = Plain(list.ReadBitString(out _));
            list.ThrowIfNotEmpty();
            if (algorithm != EcdsaSha256 || trust is null || !trust.HasSigned(signed.Span, signature))
                throw new IdentityException($"{name}: the CRL is not signed by the federation's CA (ECDSA P-256 with SHA-256); set federation.identity.ca, or use another list.");
            return Read(signed, name);
        }
        catch (Exception e) when (e is AsnContentException or ArgumentException or FormatException)
        {
            throw new IdentityException($"{name}: the X509 CRL in it cannot be read; it is damaged.", e);
        }
    }

    private static RevocationList Read(ReadOnlyMemory<byte> signed, string name)
    {
        var body = new AsnReader(signed, AsnEncodingRules.DER).ReadSequence();
        if (body.PeekTag().HasSameClassAndValue(Asn1Tag.Integer)) body.ReadInteger();
        body.ReadSequence(); // the algorithm again
        body.ReadSequence(); // the issuer; its signature counts, not its name
        SkipTime(body);
        if (body.HasData && IsTime(body.PeekTag())) SkipTime(body);
        var revoked = RevocationSet.Empty;
        if (body.HasData && body.PeekTag().HasSameClassAndValue(Asn1Tag.Sequence)) revoked = ReadEntries(body.ReadSequence(), name);
        var number = body.HasData && body.PeekTag() == ExtensionsTag ? ReadNumber(body.ReadSequence(ExtensionsTag).ReadSequence()) : 0;
        return new RevocationList(revoked, Math.Max(number, 1), Signed: true);
    }

    private static RevocationSet ReadEntries(AsnReader entries, string name)
    {
        var serials = RevocationSet.Empty.Serials.ToBuilder();
        while (entries.HasData)
        {
            var serial = entries.ReadSequence().ReadIntegerBytes();
            serials.Add(RevocationSet.Canonical(Convert.ToHexString(serial.Span)));
            if (serials.Count > ListLines.MaxEntries) throw new IdentityException($"{name}: the CRL has more than {ListLines.MaxEntries} entries.");
        }

        return RevocationSet.Empty with { Serials = serials.ToImmutable() };
    }

    private static ulong ReadNumber(AsnReader extensions)
    {
        while (extensions.HasData)
        {
            var extension = extensions.ReadSequence();
            if (extension.ReadObjectIdentifier() != CrlNumber) continue;
            if (extension.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean)) extension.ReadBoolean();
            var number = new AsnReader(extension.ReadOctetString(), AsnEncodingRules.DER).ReadInteger();
            return number > ulong.MaxValue ? ulong.MaxValue : (ulong)BigInteger.Max(number, 0);
        }

        return 0;
    }

    private static bool IsTime(Asn1Tag tag) => tag.HasSameClassAndValue(Asn1Tag.UtcTime) || tag.HasSameClassAndValue(Asn1Tag.GeneralizedTime);

    private static void SkipTime(AsnReader reader)
    {
        if (!IsTime(reader.PeekTag())) throw new AsnContentException("a time is expected");
        reader.ReadEncodedValue();
    }

    // From DER (RFC 3279, 2.2.3) to r and s of 32 bytes each.
    private static byte[] Plain(byte[] der)
    {
        var pair = new AsnReader(der, AsnEncodingRules.DER).ReadSequence();
        var plain = new byte[EcdsaP256Scheme.Length];
        foreach (var at in new[] { 0, 32 })
        {
            var number = pair.ReadInteger();
            var length = number.GetByteCount(isUnsigned: true);
            if (number.Sign < 0 || length > 32) throw new AsnContentException("the signature is not one of P-256");
            number.TryWriteBytes(plain.AsSpan(at + 32 - length), out _, isUnsigned: true, isBigEndian: true);
        }

        return plain;
    }
}
