using AkkaFederation.Settings;

namespace AkkaFederation.Identity;

/// <summary>
/// <see cref="KnownPeers"/> in their file. What is learnt is on disk before the peer is let in; that happens once for each
/// address, so it is written where it is learnt. Thread-safe.
/// </summary>
internal sealed class KnownPeersFile
{
    private readonly Lock _gate = new();
    private readonly WatchedFile<KnownPeers> _file;

    /// <exception cref="IdentityException">The file does not hold; names file and line.</exception>
    public KnownPeersFile(TofuSettings settings) => _file = new WatchedFile<KnownPeers>(settings.Path, _ => Read(settings));

    /// <exception cref="IdentityException">What was learnt cannot be written; the peer is not let in.</exception>
    public bool TryMeet(string address, Did peer, bool dialled, DateTimeOffset now, out string reason, out string detail)
    {
        lock (_gate)
        {
            var next = _file.Value.Meet(address, peer, dialled, now, out reason, out detail);
            if (ReferenceEquals(next, _file.Value)) return reason.Length == 0;
            TextFile.Replace(_file.Path, next.ToText());
            _file.Written(next);
            return true;
        }
    }

    /// <summary>Takes up what the operator has changed in the file.</summary>
    public void Look(Action<string> warn)
    {
        lock (_gate) _file.Look(warn);
    }

    private static KnownPeers Read(TofuSettings settings) => File.Exists(settings.Path)
        ? KnownPeers.Parse(TextFile.Read(settings.Path, RevocationList.MaxBytes, "file of known peers", "set federation.identity.tofu.file"), settings.Path, settings.MaxPeers)
        : new KnownPeers { MaxPeers = settings.MaxPeers };
}
