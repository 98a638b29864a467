namespace AkkaFederation;

/// <summary>A lock that this client took. It is lost with its lease.</summary>
public sealed class KeyValueLock
{
    private readonly FederationKeyValue _store;
    private readonly ulong _revision;

    internal KeyValueLock(FederationKeyValue store, string name, ulong token, ulong revision) =>
        (_store, Name, FencingToken, _revision) = (store, name, token, revision);

    /// <summary>The key.</summary>
    public string Name { get; }

    /// <summary>Greater than that of every former holder of this lock: the index of the entry by which it was taken.</summary>
    public ulong FencingToken { get; }

    /// <summary>Lets it go, unless it is lost already; the lease stays.</summary>
    /// <returns>Whether this client had it until now.</returns>
    public async Task<bool> ReleaseAsync(CancellationToken ct = default) =>
        (await _store.DeleteAsync(Name, KeyValueCondition.Revision(_revision), ct)).Succeeded;
}
