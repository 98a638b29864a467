using System.Text;
using AkkaFederation.Consensus;
using AkkaFederation.Node.Cli;

namespace AkkaFederation.Node.Verify;

/// <summary>
/// A trust bundle as a folder: <c>genesis.json</c> and <c>voters/*.pem</c>, and <c>links.jsonl</c> where voters have changed
/// since. There is nothing secret in it.
/// </summary>
internal static class TrustFolder
{
    public const string GenesisFile = "genesis.json";
    public const string VotersFolder = "voters";
    public const string LinksFile = "links.jsonl";

    private const int MaxFileBytes = 1024 * 1024;

    /// <exception cref="FedException">Unreadable, or its keys and signatures do not fit together.</exception>
    public static TrustBundle Read(string folder)
    {
        if (!Directory.Exists(folder))
            throw FedException.Input($"{folder}: no such folder; --trust takes the folder with {GenesisFile} and {VotersFolder}/.");
        var genesis = ReadBounded(Path.Combine(folder, GenesisFile));
        var voters = Path.Combine(folder, VotersFolder);
        if (!Directory.Exists(voters))
            throw FedException.Input($"{voters}: no such folder; the voters' public keys (*.pem) belong there.");
        var files = Directory.EnumerateFiles(voters, "*.pem").Order(StringComparer.Ordinal).Take(Genesis.MaxMembers + 1);
        if (!TrustBundle.TryRead(genesis, files.Select(ReadBounded), out var trust, out var error))
            throw FedException.Input($"{folder}: {error}; nothing can be verified with it.");
        var links = Path.Combine(folder, LinksFile);
        return File.Exists(links) ? Extend(trust, links) : trust;
    }

    /// <summary>The bundle with the links of a file, one a line.</summary>
    /// <exception cref="FedException">Unreadable, or a link does not hold.</exception>
    public static TrustBundle Extend(TrustBundle trust, string file)
    {
        using var stream = InputFile.OpenRead(file);
        var number = 0;
        foreach (var line in new ByteLines(stream, CertificateJson.MaxLength).Read())
        {
            number++;
            if (line.Length == 0) continue;
            if (line.Length > CertificateJson.MaxLength) throw FedException.Input($"{file}:{number}: longer than any link.");
            if (!LinkJson.TryRead(Encoding.UTF8.GetString(line.Span), out var link, out var error) || !trust.TryExtend(link, out trust, out error))
                throw FedException.Input($"{file}:{number}: {error}; get the links anew with fed log links.");
        }

        return trust;
    }

    private static string ReadBounded(string path)
    {
        using var stream = InputFile.OpenRead(path);
        if (stream.Length > MaxFileBytes)
            throw FedException.Input($"{path}: larger than {MaxFileBytes} bytes; this is no part of a trust bundle.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
