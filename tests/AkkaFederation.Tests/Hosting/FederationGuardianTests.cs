using System.Collections.Immutable;
using Akka.Actor;
using Akka.TestKit.Xunit2;
using AkkaFederation.Hosting;
using AkkaFederation.Tests.Identity;

namespace AkkaFederation.Tests.Hosting;

/// <summary>Rooms start, come back after a failure, and end the node's participation when they must.</summary>
public sealed class FederationGuardianTests : TestKit
{
    private readonly FederationState _state = new();

    [Fact]
    public async Task The_node_is_ready_once_every_room_is()
    {
        var (one, two) = StartTwo();

        one.Tell("ready");
        two.Tell("echo");
        ExpectMsg("echo");
        Assert.False(_state.WhenReady.IsCompleted);

        two.Tell("ready");
        await _state.WhenReady.WaitAsync(RemainingOrDefault);
    }

    [Fact]
    public void Rooms_stand_under_the_guardian_by_their_names()
    {
        var (one, two) = StartTwo();

        Assert.Equal("/user/federation/one", one.Path.ToStringWithoutAddress());
        Assert.Equal("/user/federation/two", two.Path.ToStringWithoutAddress());
    }

    [Fact]
    public void A_room_that_fails_is_made_anew_and_the_other_stays()
    {
        var (one, two) = StartTwo();

        one.Tell(new InvalidOperationException("broken"));

        var again = ExpectMsg<RoomStarted>();
        Assert.Equal("one", again.Room.Path.Name);
        Assert.NotEqual(one, again.Room);
        two.Tell("still here");
        ExpectMsg("still here");
        Assert.Null(_state.Error);
    }

    [Fact]
    public void A_room_that_stops_by_itself_is_made_anew()
    {
        Start("one");
        ExpectMsg<RoomStarted>().Room.Tell(PoisonPill.Instance);

        ExpectMsg<RoomStarted>();
    }

    [Fact]
    public async Task A_room_that_reports_its_end_ends_the_whole_participation()
    {
        var (one, two) = StartTwo();
        Watch(one);
        Watch(two);

        one.Tell(new RoomMessage.Ended(new FederationStartException("the disk is full", 3)));

        Assert.Equal(["one", "two"], new[] { ExpectMsg<Terminated>(), ExpectMsg<Terminated>() }.Select(t => t.ActorRef.Path.Name).Order());
        var error = await _state.WhenEnded.WaitAsync(RemainingOrDefault);
        Assert.Equal(("the disk is full", 3), (error.Message, error.ExitCode));
        Assert.Same(error, await Assert.ThrowsAsync<FederationStartException>(() => _state.WhenReady.WaitAsync(RemainingOrDefault)));
        ExpectNoMsg(RoomBackoff.First * 2);
    }

    [Fact]
    public async Task A_room_that_throws_its_end_ends_the_participation_too()
    {
        Start("one");
        ExpectMsg<RoomStarted>().Room.Tell(new InvalidOperationException("wrapped", new FederationStartException("foreign database", 2)));

        var error = await _state.WhenEnded.WaitAsync(RemainingOrDefault);
        Assert.Equal("foreign database", error.Message);
        ExpectNoMsg(RoomBackoff.First * 2);
    }

    // Rooms start side by side, so either may report first.
    private (IActorRef One, IActorRef Two) StartTwo()
    {
        Start("one", "two");
        var rooms = new[] { ExpectMsg<RoomStarted>().Room, ExpectMsg<RoomStarted>().Room }.OrderBy(r => r.Path.Name, StringComparer.Ordinal).ToArray();
        return (rooms[0], rooms[1]);
    }

    private void Start(params string[] names)
    {
        var rooms = names.Select(name => new FederationRooms.Room(name, _ => Props.Create(() => new Room(TestActor)))).ToImmutableArray();
        Sys.ActorOf(FederationGuardian.Props(TestRuntime.Create(), rooms, _state), FederationRooms.Guardian);
    }

    private sealed record RoomStarted(IActorRef Room);

    private sealed class Room : ReceiveActor
    {
        public Room(IActorRef test)
        {
            test.Tell(new RoomStarted(Self));
            Receive<string>(text => text == "ready", _ => Context.Parent.Tell(RoomMessage.Ready.Instance));
            Receive<string>(test.Tell);
            Receive<RoomMessage.Ended>(ended => Context.Parent.Tell(ended));
            Receive<Exception>(e => throw e);
        }
    }
}
