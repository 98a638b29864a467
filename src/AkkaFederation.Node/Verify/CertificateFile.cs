using System.Text;
using AkkaFederation.Consensus;
using AkkaFederation.Node.Cli;

namespace AkkaFederation.Node.Verify;

/// <summary>Verifies a file of certificates line by line, holding one line at a time.</summary>
internal static class CertificateFile
{
    private const int FailuresKept = 1000;

    /// <exception cref="FedException">Nothing to verify in it.</exception>
    public static FileSummary Verify(Stream stream, string name, CertificateVerifier verifier, CancellationToken stop)
    {
        using var reader = new StreamReader(stream, new UTF8Encoding(false, throwOnInvalidBytes: false), detectEncodingFromByteOrderMarks: false);
        var failures = new List<LineFailure>();
        int certificates = 0, failed = 0, number = 0;
        foreach (var line in Lines(reader))
        {
            stop.ThrowIfCancellationRequested();
            number++;
            if (line.Length == 0)
                continue;
            certificates++;
            if (Check(line, verifier) is not { } reason)
                continue;
            failed++;
            if (failures.Count < FailuresKept)
                failures.Add(new LineFailure(number, reason));
        }
        return certificates > 0
            ? new FileSummary(name, certificates, certificates - failed, failures)
            : throw FedException.Input($"{name}: holds no certificate; one JSON object a line is expected.");
    }

    private static string? Check(string line, CertificateVerifier verifier)
    {
        if (!CertificateJson.TryRead(line, out var certificate, out var error))
            return error;
        return verifier.Verify(certificate, out var reason) ? null : reason;
    }

    /// <summary>Lines without their end; one that is too long is cut just above the limit, which its reader refuses.</summary>
    private static IEnumerable<string> Lines(StreamReader reader)
    {
        var line = new StringBuilder();
        var buffer = new char[16 * 1024];
        for (int count; (count = reader.Read(buffer)) > 0;)
        {
            var start = 0;
            for (int end; (end = Array.IndexOf(buffer, '\n', start, count - start)) >= 0; start = end + 1)
            {
                Append(line, buffer.AsSpan(start, end - start));
                yield return line.ToString();
                line.Clear();
            }
            Append(line, buffer.AsSpan(start, count - start));
        }
        if (line.Length > 0)
            yield return line.ToString();
    }

    private static void Append(StringBuilder line, ReadOnlySpan<char> part)
    {
        var room = CertificateJson.MaxLength + 1 - line.Length;
        line.Append(part[..Math.Min(part.Length, Math.Max(0, room))]);
    }
}

/// <param name="Failures">The first of them, at most 1000.</param>
internal sealed record FileSummary(string File, int Certificates, int Valid, IReadOnlyList<LineFailure> Failures);

internal sealed record LineFailure(int Line, string Reason);
