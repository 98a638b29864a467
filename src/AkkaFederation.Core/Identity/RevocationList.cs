using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AkkaFederation.Identity;

/// <summary>
/// One revocation list as text: a line for each DID, <c>serial:HEX</c> or <c>sha256:HEX</c>, comments after <c>#</c>. It may
/// end in the CA's signature over everything above it; then it has a line <c>number N</c> that only rises, so that
/// nobody can put an older list in its place. A list without a signature is the operator's own word on the operator's own
/// machine and counts as it is; a signature that is there must verify. PEM <c>X509 CRL</c> is read as well
/// (<see cref="X509RevocationList"/>).
/// </summary>
internal sealed record RevocationList(RevocationSet Revoked, ulong Number, bool Signed)
{
    public const int MaxBytes = 4 << 20;
    private const string Tag = "AKFED-REVOKED-V1";
    private const string Label = "FEDERATION SIGNATURE";
    private const string Begin = "-----BEGIN " + Label;
    private const string CrlBegin = "-----BEGIN X509 CRL-----";
    private const string Expected = "a DID (did:key:zDn…), serial:HEX or sha256:HEX";

    /// <param name="text">What stands in the file.</param>
    /// <param name="name">The file, for errors.</param>
    /// <param name="trust">Whose signature counts; null where the policy knows no CA, so that no signed list can be checked.</param>
    /// <exception cref="IdentityException">A line that is no entry, or a signature that does not verify; names file and line.</exception>
    public static RevocationList Parse(string text, string name, CertificateTrust? trust)
    {
        if (text.Contains(CrlBegin, StringComparison.Ordinal)) return X509RevocationList.Parse(text, name, trust);
        var end = text.IndexOf(Begin, StringComparison.Ordinal);
        var body = end < 0 ? text : text[..end];
        if (end >= 0) CheckSignature(body, text[end..], name, trust);
        var list = ParseBody(body, name);
        if (end >= 0 && list.Number == 0) throw new IdentityException($"{name}: a signed list needs a line 'number N'; make it with 'fed ca revoke'.");
        return list with { Signed = end >= 0 };
    }

    /// <summary>The text of a list that the CA signs; <paramref name="lines"/> are entries with their comments.</summary>
    public static string Sign(IEnumerable<string> lines, ulong number, CertificateAuthority authority)
    {
        var body = new StringBuilder("# Revoked by the CA of the federation; extended by 'fed ca revoke', not by hand.\n");
        body.Append(CultureInfo.InvariantCulture, $"number {number}\n");
        foreach (var line in lines) body.Append(line).Append('\n');
        var signature = authority.Sign(Statement(body.ToString()));
        return body.Append(PemEncoding.WriteString(Label, signature)).Append('\n').ToString();
    }

    /// <summary>The entries of a list with their comments, as they stand; for one that is to be extended.</summary>
    public static IEnumerable<string> LinesOf(string text)
    {
        var end = text.IndexOf(Begin, StringComparison.Ordinal);
        using var reader = new StringReader(end < 0 ? text : text[..end]);
        while (reader.ReadLine() is { } line)
        {
            var trimmed = line.Trim();
            if (trimmed.Length > 0 && trimmed[0] != '#' && !trimmed.StartsWith("number ", StringComparison.Ordinal)) yield return trimmed;
        }
    }

    private static RevocationList ParseBody(string body, string name)
    {
        var revoked = new RevocationSet();
        ulong number = 0;
        foreach (var (line, entry) in ListLines.Read(body, name))
        {
            if (entry.StartsWith("number ", StringComparison.Ordinal))
            {
                if (number != 0 || !ulong.TryParse(entry.AsSpan(7), NumberStyles.None, CultureInfo.InvariantCulture, out number) || number == 0)
                    throw ListLines.Wrong(name, line, entry, "'number' once, with a positive number");
            }
            else if (!revoked.TryAdd(entry, out revoked))
            {
                throw ListLines.Wrong(name, line, entry, Expected);
            }
        }

        return new RevocationList(revoked, number, Signed: false);
    }

    private static void CheckSignature(string body, string trailer, string name, CertificateTrust? trust)
    {
        var line = body.Count(c => c == '\n') + 1;
        if (!PemEncoding.TryFind(trailer, out var pem) || !trailer.AsSpan()[pem.Label].SequenceEqual(Label) || !trailer.AsSpan()[pem.Location.End..].Trim().IsEmpty)
            throw new IdentityException($"{name}:{line}: the signature is cut off or something follows it; make the list anew with 'fed ca revoke'.");
        if (trust is null)
            throw new IdentityException($"{name}:{line}: the list is signed by a CA, and none is known to check it with; set federation.identity.ca, or use a plain list.");
        var signature = Convert.FromBase64String(trailer[pem.Base64Data]);
        if (!trust.HasSigned(Statement(body), signature))
            throw new IdentityException($"{name}:{line}: the signature is not one of the federation's CA over these lines; the list was changed or is another federation's.");
    }

    private static byte[] Statement(string body) => new StatementWriter(Tag, body.Length + 64).Bytes(Encoding.UTF8.GetBytes(body)).ToArray();
}
