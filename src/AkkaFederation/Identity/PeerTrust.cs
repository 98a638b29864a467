using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using AkkaFederation.Settings;

namespace AkkaFederation.Identity;

/// <summary>
/// Whom this node trusts, as its settings and files stand now: the policy <c>ca</c>, <c>pinned</c> or <c>tofu</c>, and under
/// each the revocation lists. The questions are answered from memory and from any thread; <see cref="Reload"/> looks at
/// the files, one caller at a time. A file that does not hold any more leaves what it said before in force.
/// </summary>
internal sealed class PeerTrust
{
    private readonly IdentitySettings _settings;
    private readonly RenewableIdentity _identity;
    private readonly TimeProvider _clock;
    private readonly ImmutableArray<WatchedFile<RevocationList>> _lists;
    private readonly PinnedPeers _configured;
    private readonly WatchedFile<PinnedPeers>? _pinned;
    private readonly WatchedFile<WebPins>? _pins;
    private readonly KnownPeersFile? _known;
    private volatile RevocationSet _revoked = RevocationSet.Empty;
    private volatile PinnedPeers _allowed = PinnedPeers.None;
    private volatile WebPins _names = WebPins.None;

    /// <exception cref="IdentityException">A list that is missing or does not hold; names file and line.</exception>
    public PeerTrust(IdentitySettings settings, RenewableIdentity identity, TimeProvider clock)
    {
        (_settings, _identity, _clock) = (settings, identity, clock);
        _lists = [.. settings.RevokedPaths.Select(path => new WatchedFile<RevocationList>(path, former => ReadList(path, former)))];
        _configured = settings.Pinned.Aggregate(PinnedPeers.None, (all, text) => all.TryAdd(text, out var with) ? with : all);
        if (settings is { Trust: TrustPolicy.Pinned, PinnedPath.Length: > 0 })
            _pinned = new WatchedFile<PinnedPeers>(settings.PinnedPath, _ => PinnedPeers.Parse(Text(settings.PinnedPath, "list of pinned DIDs"), settings.PinnedPath));
        if (settings.Trust == TrustPolicy.Pinned)
            _pins = new WatchedFile<WebPins>(settings.WebDid.PinsPath, _ => ReadPins(settings.WebDid.PinsPath));
        if (settings.Trust == TrustPolicy.Tofu) _known = new KnownPeersFile(settings.Tofu);
        Take();
    }

    /// <summary>The peers that are revoked by name.</summary>
    public ImmutableHashSet<Did> Revoked => _revoked.Peers;

    public X509Certificate2 LocalCertificate => _identity.Current.Certificate;

    /// <summary>Names that the policy lets in and that no key is known for.</summary>
    public IEnumerable<WebDid> Unresolved => _allowed.Names.Where(name => _names.KeyOf(name).IsEmpty);

    /// <summary>Who the owner of this certificate is, or one of <see cref="CertificateReasons"/>.</summary>
    public bool TryAuthenticate(X509Certificate2 certificate, CertificateRole role, out Did peer, out string reason)
    {
        var identity = _identity.Current;
        if (!identity.Trust.TryAuthenticate(certificate, role, _clock.GetUtcNow(), out peer, out reason)) return false;
        reason = WhyWithdrawn(certificate, peer) ?? "";
        return reason.Length == 0;
    }

    /// <summary>Whether the owner may be at this address; the policy <c>tofu</c> alone minds.</summary>
    public bool TryAdmit(Did peer, string address, bool dialled, out string reason, out string detail)
    {
        reason = detail = "";
        return _known is null || peer == _identity.Current.Id || _known.TryMeet(address, peer, dialled, _clock.GetUtcNow(), out reason, out detail);
    }

    /// <summary>Why a peer with this certificate must not stay connected, or null. Dates are not looked at: renewal ends them.</summary>
    public string? WhyWithdrawn(X509Certificate2 certificate, Did peer)
    {
        if (_revoked.Has(certificate, peer)) return CertificateReasons.Revoked;
        var pinned = _settings.Trust != TrustPolicy.Pinned || peer == _identity.Current.Id || _allowed.Allows(peer, _names);
        return pinned ? null : CertificateReasons.NotPinned;
    }

    /// <summary>Looks at the files; true if other peers are trusted than before.</summary>
    public bool Reload(Action<string> warn)
    {
        var changed = false;
        foreach (var list in _lists) changed |= list.Look(warn);
        changed |= _pinned?.Look(warn) ?? false;
        changed |= _pins?.Look(warn) ?? false;
        _known?.Look(warn);
        if (changed) Take();
        return changed;
    }

    /// <summary>Pins a name to the key it was resolved to, on disk first.</summary>
    /// <exception cref="IdentityException">It is pinned to another key, or the file cannot be written.</exception>
    public void Pin(WebDid name, Did key)
    {
        if (_pins is null) return;
        var pins = _pins.Value.With(name, key, _pins.Path);
        TextFile.Replace(_pins.Path, pins.ToText());
        _pins.Written(pins);
        Take();
    }

    private void Take()
    {
        _revoked = _lists.Aggregate(RevocationSet.Empty, (all, list) => all.And(list.Value.Revoked));
        _allowed = _pinned is null ? _configured : _configured.And(_pinned.Value);
        _names = _pins?.Value ?? WebPins.None;
    }

    private RevocationList ReadList(string path, RevocationList? former)
    {
        var list = RevocationList.Parse(Text(path, "revocation list"), path, _identity.Current.Trust as CertificateTrust ?? CaOf(path));
        if (former is { Signed: true } && !list.Signed)
            throw new IdentityException($"{path}: the list was signed by the CA and is not any more.");
        if (former is not null && list.Number < former.Number)
            throw new IdentityException($"{path}: the list has number {list.Number}, and number {former.Number} is in force; an older list does not take its place.");
        return list;
    }

    // Without the policy `ca` the CA's certificate may still be there to check a signed list with.
    private CertificateTrust? CaOf(string path)
    {
        if (!File.Exists(_settings.CaPath)) return null;
        return new CertificateTrust(PemFiles.Certificates(TextFile.Read(_settings.CaPath, RevocationList.MaxBytes, "CA certificate", $"it is needed to check {path}"), _settings.CaPath));
    }

    private static WebPins ReadPins(string path) => File.Exists(path) ? WebPins.Parse(Text(path, "file of did:web pins"), path) : WebPins.None;

    private static string Text(string path, string what) => TextFile.Read(path, RevocationList.MaxBytes, what, "make it (it may be empty), or set federation.identity");
}
