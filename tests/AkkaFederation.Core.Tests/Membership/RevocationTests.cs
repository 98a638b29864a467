using AkkaFederation.Membership;

namespace AkkaFederation.Core.Tests.Membership;

/// <summary>A peer whose key is revoked is out, however it comes back (A6).</summary>
public sealed class RevocationTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly VirtualNetwork _network = VirtualNetwork.Formed(4, seed: 3);

    private VirtualNode Node => _network.Nodes[0];

    private VirtualNode Revoked => _network.Nodes[1];

    [Fact]
    public void A6_a_revoked_peer_is_evicted_at_once_with_its_cause_and_stays_out()
    {
        _network.RunFor(5 * Second);
        Node.Do(new SetRevoked([Revoked.Id]));

        var change = Node.Events[^1].Event;
        Assert.Equal((Revoked.Id, PeerStatus.Evicted, StatusCause.Revoked), (change.Peer, change.To, change.Cause));

        // It and the others go on talking of it, with higher and higher incarnations.
        Node.Do(new RegisterPeer(TestKeys.SignedRecord(1, Revoked.Endpoint, incarnation: 9)));
        _network.RunFor(60 * Second);
        Assert.Equal(PeerStatus.Evicted, Node.StatusOf(Revoked));
        Assert.True(Node.Core.Counters.Refused(MembershipRefusal.Revoked) > 0);
    }

    [Fact]
    public void A6_what_a_revoked_peer_says_of_others_is_refused()
    {
        _network.RunFor(5 * Second);
        Node.Do(new SetRevoked([Revoked.Id]));
        var before = Node.Core.Table.Entries.Select(e => (e.Record.PeerId, e.Incarnation, e.Suspicions.Count())).ToList();
        var suspicion = new GossipItem(TestAssertions.Signed(AssertionKind.Suspect, 2, 1, _network.Nodes[2].Core.Incarnation, sequence: 99));

        Node.Do(new Received(Revoked.Id, Revoked.Endpoint, new News { Gossip = [suspicion] }));
        Node.Do(new Received(_network.Nodes[3].Id, _network.Nodes[3].Endpoint, new News { Gossip = [suspicion] }));

        Assert.Equal(2, Node.Refusals.Count(r => r.Reason == MembershipRefusal.Revoked));
        Assert.Equal(before, Node.Core.Table.Entries.Select(e => (e.Record.PeerId, e.Incarnation, e.Suspicions.Count())));
    }

    [Fact]
    public void Who_is_taken_off_the_list_comes_back_with_a_higher_incarnation()
    {
        _network.RunFor(5 * Second);
        Node.Do(new SetRevoked([Revoked.Id]));
        _network.RunFor(5 * Second);
        Node.Do(new SetRevoked([]));
        _network.RunFor(60 * Second);

        Assert.Equal(PeerStatus.Healthy, Node.StatusOf(Revoked));
    }

    [Fact]
    public void Who_relayed_what_is_kept_within_a_bound()
    {
        var book = new RefusalBook();
        for (var i = 0; i < 3; i++) book.Note(TestKeys.Did(1), MembershipRefusal.BadSignature, "a forged farewell", TimeSpan.FromSeconds(i));
        Assert.Equal((3L, TimeSpan.FromSeconds(2)), (book.Notes[0].Times, book.Notes[0].LastAt));

        for (var i = 2; i < 2000; i++) book.Note(FakeDid(i), MembershipRefusal.BadSignature, new string('x', 10_000), TimeSpan.FromSeconds(i));
        Assert.Equal(RefusalBook.MaxNotes, book.Notes.Length);
        Assert.All(book.Notes, n => Assert.InRange(n.LastDetail.Length, 0, 256));
    }

    private static AkkaFederation.Identity.Did FakeDid(int i)
    {
        var key = new byte[33];
        key[0] = 2;
        BitConverter.GetBytes(i).CopyTo(key, 1);
        return AkkaFederation.Identity.Did.FromPublicKey(key);
    }
}
