using AkkaFederation.Hosting;
using AkkaFederation.Identity;

namespace AkkaFederation.Tests.Hosting;

public sealed class PeerAddressBookTests
{
    private static readonly Did Peer = Did.Parse("did:key:zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv");

    [Fact]
    public void A_snapshot_does_not_change_under_its_reader()
    {
        var book = new PeerAddressBook();
        book.Set(Peer, "one");
        var snapshot = book.Snapshot;
        book.Set(Peer, "two");

        Assert.Equal("one", snapshot[Peer]);
        Assert.True(book.TryGet(Peer, out var endpoint));
        Assert.Equal("two", endpoint);
    }

    [Fact]
    public void A_removed_peer_is_gone()
    {
        var book = new PeerAddressBook();
        book.Set(Peer, "one");
        book.Remove(Peer);

        Assert.False(book.TryGet(Peer, out _));
    }
}
