namespace AkkaFederation.KeyValue;

// What each command does. Conditions are looked at before limits, so that a compare-and-swap that fails says why.
internal sealed partial class KeyValueStore
{
    private StoreResult Apply(ulong index, ulong time, StoreCommand command) => command switch
    {
        StoreCommand.Put put => Put(index, put),
        StoreCommand.Delete delete => Delete(index, delete),
        StoreCommand.GrantLease grant => Grant(index, time, grant),
        StoreCommand.KeepLease keep => Keep(time, keep),
        StoreCommand.RevokeLease revoke => _leases.Find(revoke.Lease) is { } lease ? StoreResult.Done((ulong)End(index, lease)) : new StoreResult(StoreStatus.NoSuchLease),
        StoreCommand.Expire => Expire(index, time),
        StoreCommand.SetLimits set => Set(set.Limits),
        _ => new StoreResult(StoreStatus.Malformed),
    };

    private StoreResult Put(ulong index, StoreCommand.Put put)
    {
        if (put.Key.Length is 0 or > StoreLimits.MaxKey) return StoreResult.Refused(StoreLimit.KeyLength, StoreLimits.MaxKey);
        if (put.Value.Length > StoreLimits.MaxValue) return StoreResult.Refused(StoreLimit.ValueLength, StoreLimits.MaxValue);
        var former = _keys.Find(put.Key);
        if (!put.Condition.Holds(former)) return new StoreResult(StoreStatus.ConditionFailed) { Current = former };
        var lease = put.Lease == 0 ? null : _leases.Find(put.Lease);
        if (put.Lease != 0 && lease is null) return new StoreResult(StoreStatus.NoSuchLease);
        var item = new StoreItem(former?.Key ?? put.Key, put.Value, former?.CreateRevision ?? index, index, (former?.Version ?? 0) + 1, put.Lease);
        if (Refusal(former, item, lease) is { } refusal) return refusal;
        if (former is not null && former.Lease != put.Lease) _leases.Find(former.Lease)?.Keys.Remove(former.Key);
        lease?.Keys.Add(item.Key);
        _keys.Set(item);
        Note(new StoreEvent(index, StoreEventKind.Put, item));
        return StoreResult.Done(item.CreateRevision);
    }

    // What does not grow is never refused: a store whose limits were lowered can still be written and emptied.
    private StoreResult? Refusal(StoreItem? former, StoreItem item, Lease? lease)
    {
        if (former is null && (ulong)_keys.Count >= Limits.MaxKeys) return StoreResult.Refused(StoreLimit.Keys, Limits.MaxKeys);
        var freed = former?.Weight ?? 0;
        if (item.Weight > freed && _keys.Bytes - freed + item.Weight > Limits.MaxBytes) return StoreResult.Refused(StoreLimit.Bytes, Limits.MaxBytes);
        if (lease is not null && lease.Keys.Count >= StoreLimits.MaxKeysOfLease && !lease.Keys.Contains(item.Key))
            return StoreResult.Refused(StoreLimit.KeysOfLease, StoreLimits.MaxKeysOfLease);
        return null;
    }

    private StoreResult Delete(ulong index, StoreCommand.Delete delete)
    {
        var former = _keys.Find(delete.Key);
        if (!delete.Condition.Holds(former)) return new StoreResult(StoreStatus.ConditionFailed) { Current = former };
        if (former is null) return StoreResult.Done();
        _leases.Find(former.Lease)?.Keys.Remove(former.Key);
        Remove(index, former.Key, StoreEventKind.Deleted);
        return StoreResult.Done(1);
    }

    private StoreResult Grant(ulong index, ulong time, StoreCommand.GrantLease grant)
    {
        if (grant.TtlMs is < StoreLimits.MinTtlMs or > StoreLimits.MaxTtlMs) return StoreResult.Refused(StoreLimit.Ttl, StoreLimits.MaxTtlMs);
        if (_leases.Count >= StoreLimits.MaxLeases) return StoreResult.Refused(StoreLimit.Leases, StoreLimits.MaxLeases);
        _leases.Add(new Lease(index, grant.TtlMs, After(time, grant.TtlMs)));
        return StoreResult.Done(index);
    }

    private StoreResult Keep(ulong time, StoreCommand.KeepLease keep)
    {
        if (_leases.Find(keep.Lease) is not { } lease) return new StoreResult(StoreStatus.NoSuchLease);
        _leases.Prolong(lease, After(time, lease.TtlMs));
        return StoreResult.Done(lease.TtlMs);
    }

    // As many as one entry may end; the leader proposes again while there are more.
    private StoreResult Expire(ulong index, ulong time)
    {
        var (leases, keys) = (0, 0);
        while (leases < StoreLimits.MaxExpired && _leases.Due(time) is { } lease && (keys == 0 || keys + lease.Keys.Count <= StoreLimits.MaxExpired))
        {
            keys += End(index, lease);
            leases++;
        }

        return StoreResult.Done((ulong)leases);
    }

    private StoreResult Set(StoreLimits limits)
    {
        if (limits.MaxKeys is 0 || limits.MaxKeys > StoreLimits.Greatest.MaxKeys) return StoreResult.Refused(StoreLimit.Limits, StoreLimits.Greatest.MaxKeys);
        if (limits.MaxBytes is 0 || limits.MaxBytes > StoreLimits.Greatest.MaxBytes) return StoreResult.Refused(StoreLimit.Limits, StoreLimits.Greatest.MaxBytes);
        Limits = limits;
        return StoreResult.Done();
    }

    private int End(ulong index, Lease lease)
    {
        foreach (var key in lease.Keys) Remove(index, key, StoreEventKind.Expired);
        _leases.Remove(lease);
        return lease.Keys.Count;
    }

    private void Remove(ulong index, byte[] key, StoreEventKind kind)
    {
        if (_keys.Remove(key, out var item)) Note(new StoreEvent(index, kind, item with { Value = [] }));
    }

    private void Note(StoreEvent e)
    {
        Revision = e.Revision;
        _events.Add(e);
    }

    private static ulong After(ulong time, uint ttlMs) => time > ulong.MaxValue - ttlMs ? ulong.MaxValue : time + ttlMs;
}
