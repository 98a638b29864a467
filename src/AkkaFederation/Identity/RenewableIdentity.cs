using AkkaFederation.Hosting;
using AkkaFederation.Settings;
using Microsoft.Extensions.Logging;

namespace AkkaFederation.Identity;

/// <summary>
/// The identity as its files stand now: a renewed certificate or CA counts for the next connection, without a restart.
/// A new key is a new peer, so files with another key, or that do not fit, leave the identity as it was, with a warning.
/// Thread-safe; looks at the files' times at most once each reload interval.
/// </summary>
internal sealed class RenewableIdentity
{
    private readonly IdentitySettings _settings;
    private readonly TimeProvider _clock;
    private readonly ILogger? _log;
    private readonly Lock _gate = new();
    private NodeIdentity _current;
    private (DateTime Certificate, DateTime Ca) _written;
    private long _lookedAt;

    public RenewableIdentity(IdentitySettings settings, NodeIdentity loaded, FederationOptions options)
    {
        _settings = settings;
        _current = loaded;
        _clock = options.Clock;
        _log = options.Logging?.CreateLogger<RenewableIdentity>();
        _written = WriteTimes();
        _lookedAt = _clock.GetTimestamp();
    }

    public NodeIdentity Current
    {
        get
        {
            lock (_gate)
            {
                if (_clock.GetElapsedTime(_lookedAt) >= _settings.ReloadInterval) Look();
                return _current;
            }
        }
    }

    public void Warn(string text)
    {
        if (_log is not null) EngineLog.IdentityWarning(_log, text);
    }

    private void Look()
    {
        _lookedAt = _clock.GetTimestamp();
        var written = WriteTimes();
        if (written == _written) return;
        _written = written;
        try
        {
            var renewed = IdentityFiles.Load(_settings, _clock.GetUtcNow()).Identity;
            if (renewed.Id == _current.Id) _current = renewed;
            else Warn($"{_settings.KeyPath}: the key has changed while the node runs; a new key is a new peer, so it is used after a restart only.");
        }
        catch (IdentityException e)
        {
            Warn($"The renewed identity is not used, the former one stays: {e.Message}");
        }
    }

    // The CA's file need not be there under the other policies; a missing file has a time, too.
    private (DateTime Certificate, DateTime Ca) WriteTimes() =>
        (File.GetLastWriteTimeUtc(_settings.CertificatePath), File.GetLastWriteTimeUtc(_settings.CaPath));
}
