namespace AkkaFederation.KeyValue;

/// <summary>A command of the store, as a proposal's payload carries it (<see cref="CommandCodec"/>).</summary>
internal abstract record StoreCommand
{
    private StoreCommand()
    {
    }

    /// <summary>Writes a value; with a lease, or without one, whatever the key had before.</summary>
    public sealed record Put(byte[] Key, byte[] Value, Condition Condition, ulong Lease) : StoreCommand;

    /// <summary>Deletes a key; one that is not there is deleted already.</summary>
    public sealed record Delete(byte[] Key, Condition Condition) : StoreCommand;

    /// <summary>Makes a lease; its id is the index of the entry.</summary>
    public sealed record GrantLease(uint TtlMs) : StoreCommand;

    /// <summary>The lease lasts another time to live, from the entry's time on.</summary>
    public sealed record KeepLease(ulong Lease) : StoreCommand;

    /// <summary>Ends a lease and deletes its keys.</summary>
    public sealed record RevokeLease(ulong Lease) : StoreCommand;

    /// <summary>Ends the leases whose deadline is not after the entry's time, up to a bound.</summary>
    public sealed record Expire : StoreCommand;

    /// <summary>Sets how much the store takes from now on. What it holds already stays.</summary>
    public sealed record SetLimits(StoreLimits Limits) : StoreCommand;
}
