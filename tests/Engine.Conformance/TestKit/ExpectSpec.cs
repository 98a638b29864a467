using Akka.Actor;
using Akka.TestKit;
using Xunit.Sdk;

namespace Engine.Conformance.TestKit;

public sealed class ExpectSpec : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(50);

    private void Send(params object[] messages)
    {
        foreach (var message in messages)
            TestActor.Tell(message);
    }

    private static void Fails(Action expectation) => Assert.ThrowsAny<XunitException>(expectation);

    [Fact]
    public void A_message_is_expected_by_type()
    {
        Send("x", 1);

        Assert.Equal("x", ExpectMsg<string>());
        Assert.Equal(1, ExpectMsg<object>());
    }

    [Fact]
    public void A_message_is_expected_by_value()
    {
        Send("x", "y", 3);

        Assert.Equal("x", ExpectMsg("x"));
        Fails(() => ExpectMsg("z"));
        Assert.Equal(3, ExpectMsg(4, (expected, actual) => expected == actual + 1));
    }

    [Fact]
    public void A_message_is_expected_by_predicate_or_assertion()
    {
        Send(1, 2, 3, 4, 5, 6);

        Assert.Equal(1, ExpectMsg<int>(i => i == 1));
        Fails(() => ExpectMsg<int>(i => i == 1));
        Assert.Equal(3, ExpectMsg<int>(i => Assert.Equal(3, i)));
        Assert.Equal(4, ExpectMsg<int>((i, sender) => i == 4 && sender.Equals(TestActor)));
        Assert.Equal(5, ExpectMsg<int>((i, sender) =>
        {
            Assert.Equal(5, i);
            Assert.Equal(TestActor, sender);
        }));
        Fails(() => ExpectMsg<int>((_, sender) => sender.Equals(Sys.DeadLetters)));
    }

    [Fact]
    public void A_message_of_another_type_fails()
    {
        Send(1);

        Fails(() => ExpectMsg<string>());
    }

    [Fact]
    public void Silence_fails()
    {
        Fails(() => ExpectMsg<string>(Short));
        Fails(() => ExpectMsg("x", Short));
    }

    [Fact]
    public void A_message_is_expected_from_a_sender()
    {
        var probe = CreateTestProbe();
        for (var i = 1; i <= 5; i++)
            probe.Send(TestActor, i);

        Assert.Equal(1, ExpectMsgFrom<int>(probe.Ref));
        Assert.Equal(2, ExpectMsgFrom(probe.Ref, 2));
        Assert.Equal(3, ExpectMsgFrom<int>(probe.Ref, i => i == 3));
        Assert.Equal(4, ExpectMsgFrom<int>(probe.Ref, i => Assert.Equal(4, i)));
        Assert.Equal(5, ExpectMsgFrom<int>(sender => Assert.Equal(probe.Ref, sender), i => Assert.Equal(5, i)));
    }

    [Fact]
    public void Several_messages_are_expected_in_any_order()
    {
        Send("c", "a", "b");

        Assert.Equal(["a", "b", "c"], ExpectMsgAllOf("a", "b", "c").Order());
    }

    [Fact]
    public void Several_messages_fail_when_one_is_another()
    {
        Send("a", "x");

        Fails(() => ExpectMsgAllOf(TimeSpan.FromSeconds(1), "a", "b"));
    }

    [Fact]
    public void One_of_several_is_expected()
    {
        Send("b", "d");

        Assert.Equal("b", ExpectMsgAnyOf(["a", "b"]));
        Fails(() => ExpectMsgAnyOf(["a", "b"]));
    }

    [Fact]
    public void Predicates_are_each_met_once_in_any_order()
    {
        Send("text", 5);

        ExpectMsgAllOfMatchingPredicates(
            PredicateInfo.Create<int>(i => i == 5), PredicateInfo.Create<string>(s => s == "text"));
        Send(5, 5);
        Fails(() => ExpectMsgAllOfMatchingPredicates(
            PredicateInfo.Create<int>(i => i == 5), PredicateInfo.Create<string>(s => s == "text")));
    }

    [Fact]
    public void No_message_is_expected()
    {
        ExpectNoMsg(Short);
        ExpectNoMsg(20);
        Send("x");
        Fails(() => ExpectNoMsg(Short));
    }

    [Fact]
    public void The_end_of_an_actor_is_expected()
    {
        var actor = Sys.ActorOf(Akka.TestKit.TestActors.BlackHoleActor.Props);
        var other = Sys.ActorOf(Akka.TestKit.TestActors.BlackHoleActor.Props);
        Assert.Equal(actor, Watch(actor));
        Watch(other);

        Sys.Stop(actor);

        Assert.Equal(actor, ExpectTerminated(actor).ActorRef);
        Sys.Stop(other);
        Fails(() => ExpectTerminated(actor));
    }

    [Fact]
    public void An_actor_that_is_no_longer_watched_ends_in_silence()
    {
        var actor = Sys.ActorOf(Akka.TestKit.TestActors.BlackHoleActor.Props);
        Watch(actor);
        Unwatch(actor);

        Sys.Stop(actor);

        ExpectNoMsg(Short);
    }

    [Fact]
    public async Task Every_expectation_can_be_awaited()
    {
        var probe = CreateTestProbe();
        Send(1, 2, 3, 4, 5, 6, "b", "a", "c");
        probe.Send(TestActor, 7);

        Assert.Equal(1, await ExpectMsgAsync<int>());
        Assert.Equal(2, await ExpectMsgAsync(2));
        Assert.Equal(3, await ExpectMsgAsync<int>(i => i == 3));
        Assert.Equal(4, await ExpectMsgAsync<int>(i => Assert.Equal(4, i)));
        Assert.Equal(5, await ExpectMsgAsync<int>((i, sender) => i == 5 && sender.Equals(TestActor)));
        Assert.Equal(6, await ExpectMsgAsync(6, (x, y) => x == y));
        var both = new List<string>();
        await foreach (var text in ExpectMsgAllOfAsync(["a", "b"]))
            both.Add(text);
        Assert.Equal(2, both.Count);
        Assert.Equal("c", await ExpectMsgAnyOfAsync(["c", "d"]));
        Assert.Equal(7, await ExpectMsgFromAsync<int>(probe.Ref));
        await ExpectNoMsgAsync(Short);
        await Assert.ThrowsAnyAsync<XunitException>(async () => await ExpectMsgAsync<int>(Short));
    }

    [Fact]
    public async Task The_test_is_the_sender_after_an_await_too()
    {
        var echo = Sys.ActorOf(Akka.TestKit.TestActors.SimpleEchoActor.Props());

        await Task.Yield();
        echo.Tell("x");

        await ExpectMsgFromAsync(echo, "x");
        await WatchAsync(echo);
        Sys.Stop(echo);
        await ExpectTerminatedAsync(echo);
    }

    [Fact]
    public void A_cancelled_expectation_ends()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();

        var end = Assert.ThrowsAny<Exception>(() => ExpectMsg<string>(cancellationToken: cancellation.Token));
        Assert.IsType<OperationCanceledException>(end.GetBaseException(), exactMatch: false);
    }
}
