using AkkaFederation.Identity;

namespace AkkaFederation.Settings;

/// <summary>Reads <c>federation.identity</c>.</summary>
internal static class IdentityReader
{
    private const int MaxPinned = 1024;
    private const int MaxLists = 16;
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    public static IdentitySettings Read(SettingsScope scope, PathBase folder)
    {
        var settings = new IdentitySettings
        {
            KeyPath = scope.Path("key", folder),
            CertificatePath = scope.Path("certificate", folder),
            CaPath = scope.Path("ca", folder),
            Trust = scope.OneOf<TrustPolicy>("trust"),
            Pinned = scope.List<string>("pinned", MaxPinned, text => PinnedPeers.None.TryAdd(text, out _) ? (text, "") : (null, "DIDs (did:key:zDn… or did:web:…)")),
            PinnedPath = scope.PathOrNone("pinned-file", folder),
            RevokedPaths = scope.Paths("revoked", MaxLists, folder),
            ReloadInterval = scope.Duration("reload-interval", TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1)),
            ExpiryWarning = scope.Duration("expiry-warning", TimeSpan.Zero, Longest),
            Tofu = ReadTofu(scope.Block("tofu"), folder),
            WebDid = ReadWebDid(scope.Block("did-web"), folder),
        };
        Check(settings, scope);
        return settings;
    }

    private static TofuSettings ReadTofu(SettingsScope scope, PathBase folder) => new()
    {
        AcceptTheRisk = scope.Switch("accept-the-risk"),
        Path = scope.Path("file", folder),
        MaxPeers = scope.Integer("max-peers", 1, ListLines.MaxEntries),
    };

    private static WebDidSettings ReadWebDid(SettingsScope scope, PathBase folder) => new()
    {
        Resolve = scope.Switch("resolve"),
        PinsPath = scope.Path("pins", folder),
        Timeout = scope.Duration("timeout", TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)),
        RetryInterval = scope.Duration("retry-interval", TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
    };

    private static void Check(IdentitySettings settings, SettingsScope scope)
    {
        if (settings.Trust == TrustPolicy.Tofu && !settings.Tofu.AcceptTheRisk)
            throw scope.Wrong("trust", "ca or pinned; tofu lets anybody in who comes first, so it also takes tofu.accept-the-risk = on (or 'fed node --trust tofu')");
        if (settings.Trust == TrustPolicy.Pinned && settings.Pinned.IsEmpty && settings.PinnedPath.Length == 0)
            throw scope.Wrong("trust", "pinned or pinned-file to be set as well, with the DIDs of the peers that are let in");
    }
}
