using AkkaFederation.KeyValue;
using AkkaFederation.Wire;

namespace AkkaFederation;

/// <content>Leases, and locks made of them.</content>
public sealed partial class FederationKeyValue
{
    /// <summary>
    /// Makes a lease, which is kept alive until it is disposed, and takes its keys with it when it ends. Time is log time: it ends by
    /// an entry of the log, for all at once, some time after its time to live has passed since it was last prolonged.
    /// </summary>
    /// <param name="ttl">How long it lives without its holder, 100 ms to 7 days; in whole milliseconds.</param>
    /// <param name="keepAlive">Whether this client prolongs it three times in that time.</param>
    /// <param name="ct">To give up; a lease may come about all the same, and end by itself.</param>
    /// <inheritdoc cref="PutAsync(string, ReadOnlyMemory{byte}, ulong, CancellationToken)" path="/exception"/>
    public async Task<KeyValueLease> GrantLeaseAsync(TimeSpan ttl, bool keepAlive = true, CancellationToken ct = default)
    {
        var ms = ttl.TotalMilliseconds;
        if (ms is < StoreLimits.MinTtlMs or > StoreLimits.MaxTtlMs) throw new KeyValueException(StoreCalls.Explain(StoreResult.Refused(StoreLimit.Ttl, StoreLimits.MaxTtlMs)));
        var asked = _calls.Now;
        var granted = await _calls.ProposeAsync(new StoreCommand.GrantLease((uint)ms), 0, ct);
        var lease = new KeyValueLease(this, granted.Number, TimeSpan.FromMilliseconds((uint)ms));
        if (keepAlive) lease.Keep(LeaseActor.Start(client.System, lease, asked));
        return lease;
    }

    /// <summary>A lease that lives on, and is kept by somebody else, by its number.</summary>
    public KeyValueLease FindLease(ulong id, TimeSpan ttl) => new(this, id, ttl);

    /// <summary>Prolongs a lease by its time to live, which is answered.</summary>
    /// <exception cref="LeaseLostException">It has ended.</exception>
    /// <inheritdoc cref="PutAsync(string, ReadOnlyMemory{byte}, ulong, CancellationToken)" path="/exception"/>
    public async Task<TimeSpan> KeepLeaseAsync(ulong lease, CancellationToken ct = default) =>
        TimeSpan.FromMilliseconds((await _calls.ProposeAsync(new StoreCommand.KeepLease(lease), lease, ct)).Number);

    /// <summary>Ends a lease; its keys go with it.</summary>
    /// <returns>How many keys went.</returns>
    /// <exception cref="LeaseLostException">It has ended already.</exception>
    /// <inheritdoc cref="PutAsync(string, ReadOnlyMemory{byte}, ulong, CancellationToken)" path="/exception"/>
    public async Task<int> RevokeLeaseAsync(ulong lease, CancellationToken ct = default) =>
        (int)(await _calls.ProposeAsync(new StoreCommand.RevokeLease(lease), lease, ct)).Number;

    /// <summary>A lease as the store has it; null if it has ended.</summary>
    /// <exception cref="TimeoutException">No node could answer in time.</exception>
    public async Task<KeyValueLeaseStatus?> GetLeaseAsync(ulong lease, CancellationToken ct = default)
    {
        var answer = await _calls.QueryAsync(new StoreQuestion { Lease = lease }, stale: false, ct);
        if (answer.Lease is not { } found) return null;
        return new KeyValueLeaseStatus(found.Id, TimeSpan.FromMilliseconds(found.TtlMs), DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Min(found.DeadlineMs, MostMs)), [.. found.Keys.Select(k => k.ToStringUtf8())]);
    }

    /// <summary>
    /// Takes a lock if nobody has it. The lock is a key that hangs on a lease; whoever holds it has a fencing token that is greater
    /// than those of all former holders. Give the token to what the lock protects, which must refuse lesser ones than it has seen: a
    /// holder that was paused for longer than its lease does not know that it has lost the lock.
    /// </summary>
    /// <param name="name">The key.</param>
    /// <param name="lease">Ends with the holder.</param>
    /// <param name="holder">What to write into the key, for people.</param>
    /// <param name="ct">To give up; the lock may be taken all the same, until the lease ends.</param>
    /// <returns>The lock; null if another lease has it.</returns>
    /// <inheritdoc cref="PutAsync(string, ReadOnlyMemory{byte}, ulong, CancellationToken)" path="/exception"/>
    public async Task<KeyValueLock?> TryLockAsync(string name, KeyValueLease lease, string holder = "", CancellationToken ct = default) =>
        (await TakeAsync(name, lease, holder, ct)).Lock;

    /// <summary>Takes a lock as soon as nobody has it. Who waits is not in line: the first who asks then gets it.</summary>
    /// <inheritdoc cref="TryLockAsync" path="/param"/>
    /// <inheritdoc cref="PutAsync(string, ReadOnlyMemory{byte}, ulong, CancellationToken)" path="/exception"/>
    public async Task<KeyValueLock> LockAsync(string name, KeyValueLease lease, string holder = "", CancellationToken ct = default)
    {
        while (true)
        {
            var (taken, asked) = await TakeAsync(name, lease, holder, ct);
            if (taken is not null) return taken;
            try
            {
                await foreach (var change in WatchAsync(KeyValueKeys.Only(name), asked, ct))
                {
                    if (change.Kind != KeyValueEventKind.Put) break;
                }
            }
            catch (CompactedException)
            {
                // So much has happened that its end may have been missed: ask again.
            }
        }
    }

    private const ulong MostMs = 253_402_300_799_999;

    private async Task<(KeyValueLock? Lock, ulong Asked)> TakeAsync(string name, KeyValueLease lease, string holder, CancellationToken ct)
    {
        var taken = await CompareAndSwapAsync(name, KeyValueCondition.Absent, System.Text.Encoding.UTF8.GetBytes(holder), lease.Id, ct);
        if (taken.Succeeded) return (new KeyValueLock(this, name, taken.CreateRevision, taken.Revision), taken.Revision);

        // Taken by this very lease before: by an earlier call whose answer did not come.
        if (taken.Current is { } held && held.Lease == lease.Id) return (new KeyValueLock(this, name, held.CreateRevision, held.Revision), taken.Revision);
        return (null, taken.Revision);
    }
}
