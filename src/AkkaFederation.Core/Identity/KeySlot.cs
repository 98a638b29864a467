using System.Security.Cryptography;

namespace AkkaFederation.Identity;

/// <summary>
/// One key for many threads. ECDsa instances are not promised to be thread-safe, so a user takes the spare instance out
/// and puts it back; a second user at the same moment imports its own.
/// </summary>
internal sealed class KeySlot
{
    private readonly ECParameters _parameters;
    private ECDsa? _spare;

    public KeySlot(ECParameters parameters) => _parameters = parameters;

    public ECDsa Take() => Interlocked.Exchange(ref _spare, null) ?? ECDsa.Create(_parameters);

    public void Return(ECDsa key) => Interlocked.Exchange(ref _spare, key)?.Dispose();
}
