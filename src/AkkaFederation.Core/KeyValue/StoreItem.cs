namespace AkkaFederation.KeyValue;

/// <summary>What stands under a key. Revisions are indexes of log entries.</summary>
/// <param name="Key">The key; nobody changes its bytes.</param>
/// <param name="Value">The value; nobody changes its bytes.</param>
/// <param name="CreateRevision">The entry that put the key there. Whoever comes later gets a greater one: a fencing token.</param>
/// <param name="Revision">The entry that wrote it last.</param>
/// <param name="Version">How many times it was written since it is there, from 1.</param>
/// <param name="Lease">The lease with which it vanishes; 0: none.</param>
internal sealed record StoreItem(byte[] Key, byte[] Value, ulong CreateRevision, ulong Revision, ulong Version, ulong Lease)
{
    public ulong Weight => (ulong)(Key.Length + Value.Length + StoreLimits.ItemOverhead);
}
