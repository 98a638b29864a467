using System.Collections.Immutable;
using AkkaFederation.Identity;

namespace AkkaFederation.Hosting;

/// <summary>
/// Where each known peer is reached: DID to actor-system address. Membership alone writes; everybody reads a snapshot
/// that never changes under them.
/// </summary>
internal sealed class PeerAddressBook
{
    private ImmutableSortedDictionary<Did, string> _snapshot = ImmutableSortedDictionary<Did, string>.Empty;

    public ImmutableSortedDictionary<Did, string> Snapshot => Volatile.Read(ref _snapshot);

    public bool TryGet(Did peer, out string endpoint) => Snapshot.TryGetValue(peer, out endpoint!);

    /// <summary>Adds a peer or moves it to another address.</summary>
    public void Set(Did peer, string endpoint) =>
        ImmutableInterlocked.Update(ref _snapshot, (book, entry) => book.SetItem(entry.peer, entry.endpoint), (peer, endpoint));

    public void Remove(Did peer) =>
        ImmutableInterlocked.Update(ref _snapshot, (book, gone) => book.Remove(gone), peer);
}
