using System.Collections.Immutable;
using AkkaFederation.Settings;

namespace AkkaFederation.Identity;

/// <summary>Reads the PEM files of an identity. What only deserves a warning is returned beside it.</summary>
internal sealed record IdentityFiles
{
    private const long LargestFile = 1 << 20;
    private const UnixFileMode OthersMayRead = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    public required NodeIdentity Identity { get; init; }

    public required ImmutableArray<string> Warnings { get; init; }

    /// <exception cref="IdentityException">A file that is missing or unreadable, or parts that do not fit together.</exception>
    public static IdentityFiles Load(IdentitySettings settings, DateTimeOffset now)
    {
        var key = Read(settings.KeyPath, "private key", "make one with 'fed id new'");
        var certificate = Read(settings.CertificatePath, "certificate", "make one with 'fed id new'");
        NodeIdentity.Part? authority = settings.Trust == TrustPolicy.Ca
            ? Read(settings.CaPath, "CA certificate", "take ca.crt from the folder that 'fed ca init' made")
            : null;
        return new IdentityFiles
        {
            Identity = NodeIdentity.FromPem(key, certificate, authority, now),
            Warnings = MayBeReadByOthers(settings.KeyPath)
                ? [$"{settings.KeyPath}: the private key may be read by other users of this machine; chmod 600 it."]
                : [],
        };
    }

    private static NodeIdentity.Part Read(string path, string what, string remedy) =>
        new(TextFile.Read(path, LargestFile, what, $"{remedy}, or set federation.identity"), path);

    private static bool MayBeReadByOthers(string path) =>
        !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & OthersMayRead) != 0;
}
