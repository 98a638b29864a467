using AkkaFederation.Consensus;
using AkkaFederation.Identity;
using AkkaFederation.Node.Cli;
using AkkaFederation.Node.Verify;

namespace AkkaFederation.Node.Logs;

/// <summary>The file of an export: begun anew, or checked as far as it goes and gone on with behind its last whole line.</summary>
internal static class ExportFile
{
    /// <exception cref="FedException">It is there already, or cannot be made.</exception>
    public static FileStream Create(string path)
    {
        if (File.Exists(path)) throw FedException.Input($"{path} is there already: --resume goes on with it, or name another file.");
        return new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, 64 * 1024);
    }

    /// <summary>What is in the file; null where not even the first line was finished. The position is behind the last whole line.</summary>
    /// <exception cref="FedException">A line of it is wrong, or it is complete.</exception>
    public static LogExportCheck? Resume(string path, out FileStream file)
    {
        if (!File.Exists(path)) throw FedException.Input($"{path}: no such file; leave --resume out to begin it.");
        file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, 64 * 1024);
        try
        {
            var check = Read(file, path, out var whole);
            if (check is { Ended: true }) throw FedException.Input($"{path} is complete already; fed verify checks it.");
            file.SetLength(whole);
            file.Position = whole;
            return check;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static LogExportCheck? Read(FileStream file, string path, out long whole)
    {
        var lines = new ByteLines(file, LogExportCheck.MaxLine);
        LogExportCheck? check = null;
        whole = 0;
        var number = 0;
        foreach (var line in lines.Read())
        {
            if (!lines.Ended) break;
            number++;
            check ??= new LogExportCheck(VerifierOf(line, path));
            if (check.Line(line) is { } reason) throw new FedException(ExitCode.CheckFailed, $"{path}:{number}: {reason}; the export cannot be gone on with.");
            whole = lines.Offset;
        }

        return check;
    }

    // Whose log it is stands in the file; whether that is to be trusted, fed verify asks.
    private static CertificateVerifier VerifierOf(ReadOnlyMemory<byte> line, string path)
    {
        try
        {
            using var document = System.Text.Json.JsonDocument.Parse(line);
            if (ExportHeader.TryRead(document.RootElement, out var header, out var error)
                && TrustBundle.TryTrust(header.Genesis, new EcdsaP256Scheme(), out var trust, out error))
                return new CertificateVerifier(trust, new RememberingVerifier());
            throw new FedException(ExitCode.CheckFailed, $"{path}:1: {error}; this is no export that could be gone on with.");
        }
        catch (System.Text.Json.JsonException)
        {
            throw new FedException(ExitCode.CheckFailed, $"{path}:1: not JSON; this is no export that could be gone on with.");
        }
    }
}
