using System.Text;
using AkkaFederation.Consensus;
using AkkaFederation.Node.Cli;

namespace AkkaFederation.Node.Verify;

/// <summary>
/// Verifies a file of proofs line by line, holding one line at a time: certificates, links, consistency proofs and evidence in
/// any mixture, or an exported log. What a line is, its format says.
/// </summary>
internal sealed class ProofFile(CertificateVerifier verifier, SealLedger seals)
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Told now and then how many lines are done.</summary>
    public Action<int>? Progress { get; init; }

    /// <exception cref="FedException">Nothing to verify in it.</exception>
    public FileSummary Verify(Stream stream, string name, CancellationToken stop)
    {
        var summary = new FileSummary(name);
        var lines = new ByteLines(stream, LogExportCheck.MaxLine);
        LogExportCheck? export = null;
        var (number, seen) = (0, 0);
        foreach (var line in lines.Read())
        {
            stop.ThrowIfCancellationRequested();
            number++;
            if (number % 10_000 == 0) Progress?.Invoke(number);
            if (export is null && line.Length == 0) continue;
            seen++;
            if (seen == 1 && IsExport(line)) export = new LogExportCheck(verifier);
            var reason = export is null ? Check(line, summary) : export.Line(line);
            if (export is not null && !lines.Ended) reason ??= "the line does not end";
            if (reason is not null) summary.Fail(number, reason);
        }

        if (seen == 0) throw FedException.Input($"{name}: holds no certificate or other proof; one JSON object a line is expected.");
        if (export is not null) Conclude(export, summary, number);
        return summary;
    }

    private static bool IsExport(ReadOnlyMemory<byte> line) =>
        line.Span.StartsWith("{\"format\":\"akka-federation/log-export/"u8) || (TryText(line, out var text) && JsonText.FormatOf(text) == ExportHeader.Format);

    private static void Conclude(LogExportCheck export, FileSummary summary, int lines)
    {
        if (export.Finish() is { } missing) summary.Fail(lines, missing);
        if (export.Header is not { } header) return;
        var root = export.Seal is null ? null : Convert.ToHexStringLower(export.Tree!.Root());
        summary.Export = new ExportSummary(header.From, header.To, export.Entries, root, export.Seal?.Size, export.Seal?.Term);
    }

    private string? Check(ReadOnlyMemory<byte> line, FileSummary summary)
    {
        if (line.Length > CertificateJson.MaxLength) return Certificate($"the line is longer than {CertificateJson.MaxLength} bytes");
        if (!TryText(line, out var text)) return Certificate("the line is not UTF-8");
        return JsonText.FormatOf(text) switch
        {
            LinkJson.Format => CheckLink(text, summary),
            ConsistencyJson.Format => CheckConsistency(text, summary),
            EvidenceJson.Format => CheckEvidence(text, summary),
            _ => Certificate(CheckCertificate(text)),
        };

        string? Certificate(string? reason)
        {
            summary.Certificates++;
            if (reason is null) summary.Valid++;
            return reason;
        }
    }

    private string? CheckCertificate(string text)
    {
        if (!CertificateJson.TryRead(text, out var certificate, out var reason)) return reason;
        return verifier.Verify(certificate, out reason) ? seals.Add(certificate.Statement, certificate.Signatures) : reason;
    }

    private string? CheckLink(string text, FileSummary summary)
    {
        if (!LinkJson.TryRead(text, out var link, out var reason) || !verifier.TryExtend(link, out reason)) return reason;
        summary.Links++;
        return null;
    }

    private string? CheckConsistency(string text, FileSummary summary)
    {
        if (!ConsistencyJson.TryRead(text, out var proof, out var reason) || !proof.Verify(verifier, out reason)) return reason;
        summary.Consistent++;
        return seals.Add(proof.FirstStatement, proof.FirstSignatures) ?? seals.Add(proof.SecondStatement, proof.SecondSignatures);
    }

    private string? CheckEvidence(string text, FileSummary summary)
    {
        if (!EvidenceJson.TryRead(text, out var evidence, out var reason)) return reason;
        if (!evidence.Verify(verifier.Chain.Genesis, verifier.Signatures, out reason)) return reason;
        if (!verifier.Chain.EverVoted(evidence.Signer))
            return $"{evidence.Signer} is no voter up to epoch {verifier.Epoch}; give the links of later epochs if it voted then";
        summary.Evidence.Add(evidence.Describe(verifier.Chain.Genesis));
        return null;
    }

    private static bool TryText(ReadOnlyMemory<byte> line, out string text)
    {
        try
        {
            text = StrictUtf8.GetString(line.Span);
            return true;
        }
        catch (DecoderFallbackException)
        {
            text = "";
            return false;
        }
    }
}
