using Akka.Actor;

namespace AkkaFederation.Engine.Remote.Tests;

public sealed class LaneMapSpec
{
    private static readonly LaneMap Lanes = new(["/user/federation/membership", "/user/federation/consensus"]);

    private static ActorPath Root { get; } = new RootActorPath(new Address("akka.ssl.tcp", "s", "h", 1));

    [Theory]
    [InlineData("/user/federation/membership", Lane.Control)]
    [InlineData("/user/federation/membership/peer-1#77", Lane.Control)]
    [InlineData("/user/federation/consensus/proposal-9", Lane.Control)]
    [InlineData("/user/federation", Lane.Bulk)]
    [InlineData("/user/federation/membership-of-a-club", Lane.Bulk)]
    [InlineData("/user/other/federation/membership", Lane.Bulk)]
    [InlineData("/", Lane.Bulk)]
    internal void The_lane_is_decided_by_whole_elements_of_the_path(string path, Lane expected)
    {
        Assert.True(ActorPath.TryParse(Root, path, out var parsed));
        Assert.Equal(expected, Lanes.Of(parsed));
    }

    [Theory]
    [InlineData("user/federation/membership", Lane.Control)]
    [InlineData("user/federation/membership/*", Lane.Control)]
    [InlineData("user/federation/gossip/../consensus", Lane.Control)]
    [InlineData("user/federation/*", Lane.Bulk)]
    internal void A_selection_takes_the_lane_of_what_it_spells_out(string path, Lane expected)
    {
        var steps = new ActorSelection(ActorRefs.Nobody, path).Path;
        Assert.Equal(expected, Lanes.Of(Root, steps));
    }

    [Fact]
    public async Task Two_recipients_on_two_lanes_take_two_connections()
    {
        using var authority = new TestAuthority();
        const string Config = """akka.remote.standalone.control-lane-paths = ["/user/urgent"]""";
        await using var a = new SystemNode(authority, "a", Config);
        await using var b = new SystemNode(authority, "b", Config);
        var urgent = b.Mail("urgent");
        var calm = b.Mail("calm");
        a.Resolve(b.Address, "/user/urgent").Tell("1");
        a.System.ActorSelection(b.Address + "/user/urgent").Tell("2");
        Assert.Equal("1", await urgent.NextAsync<string>());
        Assert.Equal("2", await urgent.NextAsync<string>());
        Assert.Equal(1, b.Counters.ConnectionsAccepted);
        a.Resolve(b.Address, "/user/calm").Tell("3");
        Assert.Equal("3", await calm.NextAsync<string>());
        Assert.Equal(2, b.Counters.ConnectionsAccepted);
    }
}
