using Akka.Actor;
using Akka.Event;

namespace Engine.Conformance.Remoting;

public sealed class RemoteMessagingSpec : TwoSystemsSpec
{
    [Fact]
    public void The_address_of_a_system_has_host_and_port()
    {
        var address = AddressOf(Sys);
        Assert.Equal(("here", "127.0.0.1"), (address.System, address.Host));
        Assert.True(address.Port > 0);
        Assert.True(address.HasGlobalScope);
    }

    [Fact]
    public void A_selection_by_full_path_reaches_the_actor_and_its_answer_returns()
    {
        Other.ActorOf(Props.Create<Echo>(), "echo");
        Sys.ActorSelection(OtherPath("/user/echo")).Tell("hello", TestActor);
        ExpectMsg("hello");
        Assert.Equal(AddressOf(Other), LastSender.Path.Address);
    }

    [Fact]
    public async Task Ask_works_across_systems()
    {
        Other.ActorOf(Props.Create<Echo>(), "echo");
        Assert.Equal(42, await Sys.ActorSelection(OtherPath("/user/echo")).Ask<int>(42, RemainingOrDefault));
        Assert.Equal("x", await (await FindAsync("/user/echo")).Ask<string>("x", RemainingOrDefault));
    }

    [Fact]
    public async Task A_failure_status_fails_the_ask()
    {
        Other.ActorOf(Props.Create<Refuser>(), "refuser");
        var refuser = await FindAsync("/user/refuser");
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => refuser.Ask<string>("please", RemainingOrDefault));
        Assert.Contains("not today", failure.ToString());
    }

    [Fact]
    public async Task An_actor_that_is_found_is_known_with_address_and_uid()
    {
        var echo = Other.ActorOf(Props.Create<Echo>(), "echo");
        var found = await FindAsync("/user/echo");
        Assert.Equal(OtherPath("/user/echo"), found.Path.ToString());
        Assert.Equal(echo.Path.Uid, found.Path.Uid);
    }

    [Fact]
    public async Task An_actor_that_is_not_there_is_not_found()
    {
        await Assert.ThrowsAsync<ActorNotFoundException>(() => FindAsync("/user/nobody"));
        Sys.ActorSelection(OtherPath("/user/nobody")).Tell(new Identify("who"), TestActor);
        var identity = ExpectMsg<ActorIdentity>();
        Assert.Equal("who", identity.MessageId);
        Assert.Null(identity.Subject);
    }

    [Fact]
    public void A_wildcard_selects_among_the_other_systems_actors()
    {
        for (var i = 0; i < 3; i++) Other.ActorOf(Props.Create<Echo>(), $"echo-{i}");
        Sys.ActorSelection(OtherPath("/user/echo-*")).Tell("all", TestActor);
        var names = Enumerable.Range(0, 3).Select(_ =>
        {
            ExpectMsg("all");
            return LastSender.Path.Name;
        }).Order().ToArray();
        Assert.Equal(["echo-0", "echo-1", "echo-2"], names);
    }

    [Fact]
    public void Messages_from_one_actor_to_another_arrive_in_order()
    {
        const int Count = 20_000;
        var probe = OtherProbe("receiver");
        var target = Resolve(probe.Ref.Path.ToStringWithoutAddress());
        for (var i = 0; i < Count; i++) target.Tell(i, TestActor);
        for (var i = 0; i < Count; i++) probe.ExpectMsg(i);
    }

    [Fact]
    public void Messages_travel_through_their_serializer_and_manifest()
    {
        var probe = OtherProbe("receiver");
        var target = Resolve(probe.Ref.Path.ToStringWithoutAddress());
        target.Tell(new Letter("dear"));
        probe.ExpectMsg(new Letter("dear"));
        target.Tell(new byte[] { 1, 2, 3 });
        Assert.Equal([1, 2, 3], probe.ExpectMsg<byte[]>());
    }

    [Fact]
    public void A_reference_inside_a_message_works_where_it_arrives()
    {
        var probe = OtherProbe("receiver");
        var target = Resolve(probe.Ref.Path.ToStringWithoutAddress());
        target.Tell(new Introduction(TestActor));
        var introduced = probe.ExpectMsg<Introduction>().Who;
        Assert.Equal(AddressOf(Sys), introduced.Path.Address);
        introduced.Tell("nice to meet you", probe.Ref);
        ExpectMsg("nice to meet you");
    }

    [Fact]
    public void A_reference_that_went_and_came_back_is_the_local_actor()
    {
        Other.ActorOf(Props.Create<Echo>(), "echo");
        Resolve("/user/echo").Tell(new Introduction(TestActor), TestActor);
        Assert.Equal(TestActor, ExpectMsg<Introduction>().Who);
    }

    [Fact]
    public void A_message_that_nobody_can_serialize_is_lost_alone()
    {
        var probe = OtherProbe("receiver");
        var target = Resolve(probe.Ref.Path.ToStringWithoutAddress());
        target.Tell("before");
        target.Tell(new Unwritable());
        target.Tell("after");
        probe.ExpectMsg("before");
        probe.ExpectMsg("after");
    }

    [Fact]
    public void A_message_for_an_actor_that_is_not_there_becomes_a_dead_letter_there()
    {
        var listener = OtherProbe("listener");
        Other.EventStream.Subscribe(listener.Ref, typeof(DeadLetter));
        Resolve("/user/nobody").Tell("anyone?", TestActor);
        listener.FishForMessage<DeadLetter>(letter => Equals(letter.Message, "anyone?"));
    }

    [Fact]
    public async Task A_poison_pill_stops_an_actor_of_another_system()
    {
        var echo = Other.ActorOf(Props.Create<Echo>(), "echo");
        var watcher = OtherProbe("watcher");
        watcher.Watch(echo);
        (await FindAsync("/user/echo")).Tell(PoisonPill.Instance);
        watcher.ExpectTerminated(echo);
    }

    [Fact]
    public async Task A_selection_reaches_the_next_incarnation_and_a_reference_with_a_uid_does_not()
    {
        var first = Other.ActorOf(Props.Create<Echo>(), "echo");
        var byIdentity = await FindAsync("/user/echo");
        var watcher = OtherProbe("watcher");
        watcher.Watch(first);
        byIdentity.Tell(PoisonPill.Instance);
        watcher.ExpectTerminated(first);

        AwaitAssert(() => Other.ActorOf(Props.Create<Echo>(), "echo")); // watchers may know before the name is free
        byIdentity.Tell("to the first", TestActor);
        Sys.ActorSelection(OtherPath("/user/echo")).Tell("to whoever is there", TestActor);
        ExpectMsg("to whoever is there");
    }

    [Fact]
    public void A_path_with_the_own_address_is_the_local_actor()
    {
        var echo = Sys.ActorOf(Props.Create<Echo>(), "echo");
        var provider = ((ExtendedActorSystem)Sys).Provider;
        Assert.Same(echo, provider.ResolveActorRef(AddressOf(Sys) + "/user/echo"));
        Sys.ActorSelection(AddressOf(Sys) + "/user/echo").Tell("local", TestActor);
        ExpectMsg("local");
        Assert.Same(echo, LastSender);
    }

    [Fact]
    public async Task What_was_sent_before_the_end_of_a_system_still_arrives()
    {
        var remote = ((ExtendedActorSystem)Other).Provider.ResolveActorRef(AddressOf(Sys) + TestActor.Path.ToStringWithoutAddress());
        remote.Tell("warm");
        ExpectMsg("warm");
        for (var i = 0; i < 1000; i++) remote.Tell(i);
        await Other.Terminate();
        for (var i = 0; i < 1000; i++) ExpectMsg(i);
    }
}
