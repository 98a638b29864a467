using Akka.Actor;

namespace AkkaFederation;

/// <summary>A lease as the store has it.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Ttl">How long it lives without being prolonged.</param>
/// <param name="Deadline">In log time: when it ends, unless it is prolonged.</param>
/// <param name="Keys">Keys that vanish with it; the first ones, if they are very many.</param>
public sealed record KeyValueLeaseStatus(ulong Id, TimeSpan Ttl, DateTimeOffset Deadline, IReadOnlyList<string> Keys);

/// <summary>A lease that this client has. Its keys live as long as it does.</summary>
public sealed class KeyValueLease : IAsyncDisposable
{
    private readonly FederationKeyValue _store;
    private readonly CancellationTokenSource _lost = new();
    private Action? _stop;

    internal KeyValueLease(FederationKeyValue store, ulong id, TimeSpan ttl) => (_store, Id, Ttl) = (store, id, ttl);

    /// <summary>Its number: the index of the entry that made it.</summary>
    public ulong Id { get; }

    /// <summary>How long it lives without being prolonged.</summary>
    public TimeSpan Ttl { get; }

    /// <summary>
    /// Cancelled when the lease must be taken for lost: it has ended, or its time to live has passed since the last time that it was
    /// surely prolonged. Only told by leases that are kept alive. Comes too late for a process that was paused: see fencing tokens.
    /// </summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Prolongs it now.</summary>
    /// <exception cref="LeaseLostException">It has ended.</exception>
    public Task KeepAsync(CancellationToken ct = default) => _store.KeepLeaseAsync(Id, ct);

    /// <summary>Ends it, and its keys with it; returns how many went.</summary>
    /// <exception cref="LeaseLostException">It has ended already.</exception>
    public Task<int> RevokeAsync(CancellationToken ct = default)
    {
        Forget();
        return _store.RevokeLeaseAsync(Id, ct);
    }

    /// <summary>No longer keeps it alive: it ends by itself after its time to live.</summary>
    public void Forget() => Interlocked.Exchange(ref _stop, null)?.Invoke();

    /// <summary>Ends it; where that is not possible, it is no longer kept alive and ends by itself.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await RevokeAsync();
        }
        catch (Exception e) when (e is KeyValueException or TimeoutException or NotLeaderException)
        {
            // It ends by itself.
        }
    }

    internal void Keep(Action stop) => _stop = stop;

    internal void Lose() => _lost.Cancel();
}
