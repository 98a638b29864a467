using AkkaFederation.Consensus;
using AkkaFederation.Node.Cli;

namespace AkkaFederation.Node.Verify;

/// <summary>A trust bundle as a folder: <c>genesis.json</c> and <c>voters/*.pem</c>. There is nothing secret in it.</summary>
internal static class TrustFolder
{
    public const string GenesisFile = "genesis.json";
    public const string VotersFolder = "voters";

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
        return TrustBundle.TryRead(genesis, files.Select(ReadBounded), out var trust, out var error)
            ? trust
            : throw FedException.Input($"{folder}: {error}; nothing can be verified with it.");
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
