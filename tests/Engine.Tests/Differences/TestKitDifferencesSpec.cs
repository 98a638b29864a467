using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Internal;
using Xunit.Sdk;

namespace Engine.Tests.Differences;

/// <summary>What the TestKit of the standalone engine keeps and Akka.NET's does not: docs/engines.md names each of these.</summary>
public sealed class TestKitDifferencesSpec : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(10);

    [Fact]
    public void Silence_may_use_up_all_the_time_of_a_block()
    {
        Within(Short, () => ExpectNoMsg());
    }

    [Fact]
    public void Who_waits_alone_at_a_barrier_is_told_so()
    {
        Assert.ThrowsAny<TimeoutException>(() => CreateTestBarrier(2).Await(Short));
    }

    [Fact]
    public void Messages_of_several_types_are_expected_in_bounded_time()
    {
        var both = new[] { PredicateInfo.Create<int>(i => i == 1), PredicateInfo.Create<string>(s => s == "x") };
        TestActor.Tell("x");
        TestActor.Tell(1);
        Assert.Equal(2, ExpectMsgAllOfMatchingPredicates(Long, both).Count);
        TestActor.Tell(1);
        TestActor.Tell("x");

        Assert.Equal(2, ExpectMsgAllOfMatchingPredicates(Long, both, CancellationToken.None).Count);
    }

    [Fact]
    public void A_sender_may_be_told_by_a_predicate_and_a_wrong_one_is_named()
    {
        var probe = CreateTestProbe();
        probe.Send(TestActor, 4);
        Assert.Equal(4, ExpectMsgFrom<int>(sender => sender.Equals(probe.Ref), i => i == 4));
        TestActor.Tell(5, ActorRefs.NoSender);

        Assert.ThrowsAny<XunitException>(() => ExpectMsgFrom<int>(probe.Ref));
    }

    [Fact]
    public async Task Fishing_ends_at_the_first_message_of_a_type()
    {
        foreach (var message in (object[])["x", 5, "y"])
            TestActor.Tell(message);
        await FishUntilMessageAsync<int>(Long);

        ExpectMsg("y");
    }

    [Fact]
    public void A_child_has_the_strategy_it_was_made_with()
    {
        var probe = CreateTestProbe();
        var child = probe.ChildActorOf<Failing>(new OneForOneStrategy(_ => Directive.Stop));
        probe.Watch(child);
        EventFilter.Exception<InvalidOperationException>().ExpectOne(() => child.Tell("fail"));

        probe.ExpectTerminated(child);
    }

    [Fact]
    public void Zero_is_not_positive()
    {
        Assert.False(TimeSpan.Zero.IsPositiveFinite());
        Assert.ThrowsAny<ArgumentException>(() => TimeSpan.Zero.EnsureIsPositiveFinite("name"));
    }

    private sealed class Failing : ReceiveActor
    {
        public Failing() => ReceiveAny(_ => throw new InvalidOperationException("on purpose"));
    }
}
