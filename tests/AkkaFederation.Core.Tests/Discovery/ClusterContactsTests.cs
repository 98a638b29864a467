using AkkaFederation.Discovery;

namespace AkkaFederation.Core.Tests.Discovery;

/// <summary>Which members of a cluster are knocked at.</summary>
public sealed class ClusterContactsTests
{
    private const string A = "akka.ssl.tcp://f@10.0.0.1:1";
    private const string B = "akka.ssl.tcp://f@10.0.0.2:1";
    private readonly ClusterContacts _contacts = new(self: "akka.ssl.tcp://f@10.0.0.9:1", most: 2);

    [Fact]
    public void Members_that_are_up_are_hints_in_order_and_those_that_go_are_none()
    {
        Assert.True(_contacts.Note(B, ClusterContact.Up));
        Assert.True(_contacts.Note(A, ClusterContact.Up));
        Assert.Equal([A, B], _contacts.Addresses.ToArray());

        Assert.True(_contacts.Note(A, ClusterContact.Gone));
        Assert.Equal([B], _contacts.Addresses.ToArray());
        Assert.False(_contacts.Note(A, ClusterContact.Gone));
    }

    [Fact]
    public void A_member_that_is_not_reached_is_no_hint_until_it_is_reached_again()
    {
        _contacts.Note(A, ClusterContact.Up);
        Assert.True(_contacts.Note(A, ClusterContact.Unreachable));
        Assert.Empty(_contacts.Addresses);
        Assert.False(_contacts.Note(A, ClusterContact.Up));
        Assert.True(_contacts.Note(A, ClusterContact.Reachable));
        Assert.Equal([A], _contacts.Addresses.ToArray());
    }

    [Fact]
    public void Reached_is_not_up()
    {
        Assert.False(_contacts.Note(A, ClusterContact.Unreachable));
        Assert.False(_contacts.Note(A, ClusterContact.Reachable));
        Assert.Empty(_contacts.Addresses);
        Assert.True(_contacts.Note(A, ClusterContact.Up));
    }

    [Fact]
    public void The_node_itself_is_no_hint_and_what_is_said_again_changes_nothing()
    {
        Assert.False(_contacts.Note("akka.ssl.tcp://f@10.0.0.9:1", ClusterContact.Up));
        Assert.True(_contacts.Note(A, ClusterContact.Up));
        Assert.False(_contacts.Note(A, ClusterContact.Up));
    }

    [Fact]
    public void The_table_is_bounded_and_what_is_passed_over_is_counted()
    {
        _contacts.Note(A, ClusterContact.Up);
        _contacts.Note(B, ClusterContact.Up);
        for (var i = 0; i < 1000; i++) Assert.False(_contacts.Note($"akka.ssl.tcp://f@10.1.0.1:{i + 1}", ClusterContact.Up));

        Assert.Equal([A, B], _contacts.Addresses.ToArray());
        Assert.Equal(1000, _contacts.PassedOver);
        _contacts.Note(A, ClusterContact.Gone);
        Assert.True(_contacts.Note("akka.ssl.tcp://f@10.1.0.1:1", ClusterContact.Up));
    }
}
