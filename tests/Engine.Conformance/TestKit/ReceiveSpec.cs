using System.Collections;
using Akka.Actor;
using Akka.TestKit;
using Xunit.Sdk;

namespace Engine.Conformance.TestKit;

public sealed class ReceiveSpec : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(10);

    private void Send(params object[] messages)
    {
        foreach (var message in messages)
            TestActor.Tell(message);
    }

    [Fact]
    public void One_message_is_taken_or_none()
    {
        Send("x");

        Assert.Equal("x", ReceiveOne(Long));
        Assert.Null(ReceiveOne(Short));
        Assert.Null(ReceiveOne(TimeSpan.Zero));
    }

    [Fact]
    public void A_message_is_taken_with_its_sender()
    {
        var probe = CreateTestProbe();
        probe.Send(TestActor, "x");

        Assert.True(TryReceiveOne(out var envelope, Long));
        Assert.Equal(("x", probe.Ref), (envelope.Message, envelope.Sender));
        Assert.Equal(("x", probe.Ref), (LastMessage, LastSender));
        Assert.False(TryReceiveOne(out _, Short));
    }

    [Fact]
    public void A_message_that_is_peeked_at_stays()
    {
        Send("x");

        Assert.Equal("x", PeekOne(Long));
        Assert.True(TryPeekOne(out var envelope, Long, default));
        Assert.Equal("x", envelope.Message);
        Assert.True(HasMessages);
        ExpectMsg("x");
        Assert.False(HasMessages);
        Assert.Null(PeekOne(Short));
    }

    [Fact]
    public void A_number_of_messages_is_taken_in_order()
    {
        Send(1, 2, 3);

        Assert.Equal([1, 2], ReceiveN(2).Cast<int>());
        Assert.Equal([3], ReceiveN(1, Long).Cast<int>());
        Send(4);
        Assert.ThrowsAny<XunitException>(() => ReceiveN(2, Short));
    }

    [Fact]
    public void Messages_are_taken_while_a_filter_takes_them()
    {
        Send("a", "b", 1, "c");

        Assert.Equal(["a", "b"], ReceiveWhile<string>(Long, m => (m as string)!));
        ExpectMsg(1);
        Assert.Equal(["c"], ReceiveWhile<string>(m => (m as string)!, Long, Short));
    }

    [Fact]
    public void Messages_are_taken_up_to_a_number()
    {
        Send("a", "b", "c");

        Assert.Equal(["a", "b"], ReceiveWhile<string>(Long, m => (m as string)!, 2));
        ExpectMsg("c");
    }

    [Fact]
    public void Messages_are_taken_while_a_predicate_holds()
    {
        Send("a", 1, "b", "stop");

        Assert.Equal(["a", "b"], ReceiveWhile<string>(s => s != "stop", Long));
        ExpectMsg("stop");
        Send("a", 1, "b");
        Assert.Equal(["a"], ReceiveWhile<string>(_ => true, Long, shouldIgnoreOtherMessageTypes: false));
    }

    [Fact]
    public void A_message_is_fished_for_among_others()
    {
        Send("a", 1, "b", 2, "c");
        var others = new ArrayList();

        Assert.Equal("b", FishForMessage(m => m is "b"));
        Assert.Equal("c", FishForMessage<string>(s => s == "c", others, Long));
        Assert.Equal(new ArrayList { 2 }, others);
        Assert.ThrowsAny<XunitException>(() => FishForMessage(_ => true, Short));
    }

    [Fact]
    public async Task Taking_can_be_awaited()
    {
        Send(1, 2, 3, 4, "x", 5, "y", "z", 6, 7);

        Assert.Equal(1, await PeekOneAsync(Long));
        Assert.Equal(1, await ReceiveOneAsync(Long));
        var (success, envelope) = await TryReceiveOneAsync(Long);
        Assert.True(success);
        Assert.Equal(2, envelope.Message);
        var several = new List<object>();
        await foreach (var message in ReceiveNAsync(2, Long))
            several.Add(message);
        Assert.Equal([3, 4], several.Cast<int>());
        Assert.Equal("z", await FishForMessageAsync<string>(s => s == "z", Long));
        var numbers = new List<string>();
        await foreach (var number in ReceiveWhileAsync<string>(m => m is int i ? i.ToString() : null!, Long, Short))
            numbers.Add(number);
        Assert.Equal(["6", "7"], numbers);
    }

    [Fact]
    public async Task Radio_silence_is_awaited()
    {
        Send("a", "b");

        Assert.Equal(new ArrayList { "a", "b" }, await WaitForRadioSilenceAsync(Short));
        Send("a", "b");
        await Assert.ThrowsAnyAsync<XunitException>(() => WaitForRadioSilenceAsync(Short, 1));
    }

    [Fact]
    public void Messages_can_be_ignored()
    {
        IgnoreMessages<int>(i => i > 1);
        Send(1, 2, "x");
        Assert.Equal(1, ExpectMsg<int>());
        ExpectMsg("x");

        IgnoreMessages(m => m is string);
        Send("x", 3);
        ExpectMsg(3);

        IgnoreMessages<int>();
        Send(4, "y");
        ExpectMsg("y");

        IgnoreNoMessages();
        Send(4);
        ExpectMsg(4);
    }

    [Fact]
    public void A_pilot_answers_in_place_of_the_test()
    {
        var answered = 0;
        var probe = CreateTestProbe();
        probe.SetAutoPilot(new DelegateAutoPilot((sender, message) =>
        {
            sender.Tell($"re: {message}");
            return ++answered < 2 ? AutoPilot.KeepRunning : AutoPilot.NoAutoPilot;
        }));

        foreach (var i in new[] { 1, 2, 3 })
            probe.Tell(i);

        ExpectMsg("re: 1");
        ExpectMsg("re: 2");
        Assert.Equal([1, 2, 3], probe.ReceiveN(3).Cast<int>());
        ExpectNoMsg(Short);
    }
}
