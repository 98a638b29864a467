using System.Collections;
using System.Text.RegularExpressions;
using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;
using Akka.TestKit;
using Akka.TestKit.TestActors;
using Xunit.Sdk;

namespace Engine.Conformance.TestKit;

/// <summary>The remaining overloads: each once, for what it adds.</summary>
public sealed class OverloadsSpec : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(10);

    public OverloadsSpec()
        : base("akka.loglevel = DEBUG")
    {
    }

    private void Send(params object[] messages)
    {
        foreach (var message in messages)
            TestActor.Tell(message);
    }

    private static async Task<List<T>> ToList<T>(IAsyncEnumerable<T> items)
    {
        var list = new List<T>();
        await foreach (var item in items)
            list.Add(item);
        return list;
    }

    [Fact]
    public async Task Several_messages()
    {
        Send("b", "a");
        Assert.Equal(2, ExpectMsgAllOf(Long, (IReadOnlyCollection<string>)["a", "b"]).Count);
        Send("b", "a");
        Assert.Equal(2, (await ToList(ExpectMsgAllOfAsync(Long, (IReadOnlyCollection<string>)["a", "b"]))).Count);
        var both = new[] { PredicateInfo.Create<int>(i => i == 1), PredicateInfo.Create<string>(s => s == "x") };
        Send("x", 1);
        Assert.Equal(2, ExpectMsgAllOfMatchingPredicates(both, CancellationToken.None).Count);
        Send("x", 1);
        Assert.Equal(2, ExpectMsgAllOfMatchingPredicates(both).Count);
        Send("x", 1);
        Assert.Equal(["x", 1], await ToList(ReceiveNAsync(2)));
    }

    [Fact]
    public async Task Peeking_and_fishing()
    {
        Send("x", 1, "y");

        Assert.Equal("x", PeekOne(CancellationToken.None));
        Assert.Equal("x", await PeekOneAsync(CancellationToken.None));
        var (success, envelope) = await TryPeekOneAsync(Long, CancellationToken.None);
        Assert.True(success);
        Assert.Equal("x", envelope.Message);
        var before = new ArrayList();
        Assert.Equal("y", await FishForMessageAsync<string>(s => s == "y", before, Long));
        Assert.Equal(new ArrayList { "x", 1 }, before);
        Send(7);
        Assert.Equal(7, await FishForMessageAsync(m => m is 7));
    }

    [Fact]
    public async Task Taking_while()
    {
        Send("a", "b", 1);
        Assert.Equal(["a", "b"], await ToList(ReceiveWhileAsync<string>(Long, m => (m as string)!, 2)));
        ExpectMsg(1);
        Send("a", 1, "stop");
        Assert.Equal(["a"], await ToList(ReceiveWhileAsync<string>(s => s != "stop", Long)));
        ExpectMsg("stop");
        Send("a", 1);
        Assert.Equal(["a"], ReceiveWhile<string>(Long, Short, m => (m as string)!));
        ExpectMsg(1);
        Send("a", 1);
        Assert.Equal(["a"], await ToList(ReceiveWhileAsync<string>(Long, Short, m => (m as string)!)));
    }

    [Fact]
    public async Task Waiting()
    {
        await WithinAsync(TimeSpan.Zero, Long, () => Task.CompletedTask);
        Assert.Equal(5, await WithinAsync(TimeSpan.Zero, Long, () => Task.FromResult(5)));
        await WithinAsync(Long, () => Task.CompletedTask);
        await WithinAsync(Long, async () => await ExpectNoMsgAsync(Short));
        await AwaitConditionAsync(() => true);
        await AwaitConditionAsync(() => Task.FromResult(true));
        await AwaitConditionAsync(() => true, Long, "why");
        await AwaitConditionAsync(() => Task.FromResult(true), Long, "why");
        await AwaitConditionAsync(() => true, Long, Short);
        Assert.True(await AwaitConditionNoThrowAsync(() => true, Long));
        Assert.Equal(Short, GetTimeoutOrDefault(Short));
        Assert.Equal(Long, RemainingOr(Long));
        Assert.True(InternalAwaitCondition(() => true, Long, null, (_, _) => { }));
        Assert.True(await InternalAwaitConditionAsync(() => Task.FromResult(true), Long, null, (_, _) => { }));
    }

    [Fact]
    public async Task Making_actors()
    {
        var parent = ActorOf(BlackHoleActor.Props);
        await parent.Ask<ActorIdentity>(new Identify("started?"), Long);
        Assert.Equal(parent.Path, ActorOfAsTestActorRef<BlackHoleActor>(BlackHoleActor.Props, parent).Path.Parent);
        Assert.Equal(parent.Path, ActorOfAsTestActorRef(() => new BlackHoleActor(), parent).Path.Parent);
        Assert.Equal(parent.Path, ActorOfAsTestActorRef<BlackHoleActor>(parent, "child").Path.Parent);
        Assert.Equal("named", ActorOf(() => new BlackHoleActor(), "named").Path.Name);

        var strategy = new OneForOneStrategy(_ => Directive.Stop);
        Assert.Equal(TestActor.Path / "a", ChildActorOf(BlackHoleActor.Props, "a", strategy).Path);
        Assert.Equal(TestActor.Path, ChildActorOf(BlackHoleActor.Props, strategy).Path.Parent);
        Assert.Equal(TestActor.Path, ChildActorOf(BlackHoleActor.Props).Path.Parent);
        Assert.Equal(TestActor.Path / "b", (await ChildActorOfAsync(BlackHoleActor.Props, "b", strategy)).Path);
        Assert.Equal(TestActor.Path / "c", (await ChildActorOfAsync(BlackHoleActor.Props, "c")).Path);
        Assert.Equal(TestActor.Path, (await ChildActorOfAsync(BlackHoleActor.Props, strategy)).Path.Parent);

        var probe = CreateTestProbe();
        Assert.Equal(probe.Ref.Path / "d", probe.ChildActorOf<BlackHoleActor>("d", strategy).Path);
        Assert.Equal(probe.Ref.Path / "e", probe.ChildActorOf<BlackHoleActor>("e").Path);
        Assert.Equal(probe.Ref.Path, probe.ChildActorOf<BlackHoleActor>().Path.Parent);
        Assert.Equal(probe.Ref.Path / "f", (await probe.ChildActorOfAsync<BlackHoleActor>("f", strategy)).Path);
        Assert.Equal(probe.Ref.Path / "g", (await probe.ChildActorOfAsync<BlackHoleActor>("g")).Path);
        Assert.Equal(probe.Ref.Path, (await probe.ChildActorOfAsync<BlackHoleActor>(strategy)).Path.Parent);
        Assert.Equal(probe.Ref.Path, (await probe.ChildActorOfAsync<BlackHoleActor>()).Path.Parent);
    }

    [Fact]
    public async Task Watching_and_finding()
    {
        var actor = ActorOf(SimpleEchoActor.Props(), "echo");
        await WatchAsync(actor);
        Assert.Equal(actor, await UnwatchAsync(actor));
        ActorSelection(actor.Path).Tell("by path", TestActor);
        ExpectMsg("by path");
        ActorSelection(actor, "../echo").Tell("relative", TestActor);
        ExpectMsg("relative");
        Sys.Stop(actor);
        ExpectNoMsg(Short);
    }

    [Fact]
    public void A_second_test_actor_shares_the_queue()
    {
        CreateTestActor("second").Tell("x");

        ExpectMsg("x");
    }

    [Fact]
    public async Task Event_filters()
    {
        CreateEventFilter(Sys).Debug(new Regex("^d$")).ExpectOne(() => Log.Debug("d"));
        EventFilter.Warning(new Regex("^w$")).ExpectOne(Long, () => Log.Warning("w"));
        EventFilter.Error(new Regex("^e$")).Expect(1, Long, () => Log.Error("e"));
        EventFilter.ForLogLevel(LogLevel.WarningLevel, new Regex("^w$")).ExpectOne(() => Log.Warning("w"));
        EventFilter.Exception<ArgumentException>(new Regex("a")).ExpectOne(() => Log.Error(new ArgumentException("a"), "x"));
        EventFilter.Exception(typeof(ArgumentException), new Regex("a")).ExpectOne(() => Log.Error(new ArgumentException("a"), "x"));
        EventFilter.DeadLetter(typeof(int), m => m is 5).ExpectOne(() => Sys.DeadLetters.Tell(5));
        Assert.Equal(1, EventFilter.Info("x").ExpectOne(Long, () => Logged(1)));
        Assert.Equal(2, EventFilter.Info("x").Expect(1, () => Logged(2)));
        Assert.Equal(3, EventFilter.Info("x").Expect(1, Long, () => Logged(3)));
        await EventFilter.Info("x").ExpectOneAsync(Long, () => Task.FromResult(Logged(0)));
        Assert.Equal(4, await EventFilter.Info("x").ExpectOneAsync(Long, () => Task.FromResult(Logged(4))));
        await EventFilter.Info("x").ExpectAsync(1, () => (Task)Task.FromResult(Logged(0)), (TimeSpan?)Long);
        Assert.Equal(5, await EventFilter.Info("x").ExpectAsync(1, () => Task.FromResult(Logged(5))));
        Assert.Equal(6, await EventFilter.Info("x").ExpectAsync(1, Long, () => Task.FromResult(Logged(6))));
        Assert.Equal(7, await EventFilter.Info("x").MuteAsync(() => Task.FromResult(Logged(7))));
        EventFilter.Info("x").Mute(() => { Logged(0); });
        var muted = EventFilter.Info("x").Mute();
        muted.Unmute();
        muted.Dispose();
    }

    [Fact]
    public void The_messages_that_steer_a_test_actor()
    {
        var actor = ActorOf(BlackHoleActor.Props);

        Assert.Same(AutoPilot.KeepRunning, KeepRunning.Instance);
        Assert.Same(AutoPilot.NoAutoPilot, NoAutoPilot.Instance);
        Assert.Equal(actor, new TestActor.Watch(actor).Actor);
        Assert.Equal(actor, new TestActor.Unwatch(actor).Actor);
        TestActor.Ignore ignore = m => m is 1;
        Assert.Same(ignore, new TestActor.SetIgnore(ignore).Ignore);
        TestActor.Tell(new TestActor.SetIgnore(ignore));
        Send(1, 2);
        ExpectMsg(2);
        var pilot = new DelegateAutoPilot((_, _) => AutoPilot.KeepRunning);
        Assert.Same(pilot, new TestActor.SetAutoPilot(pilot).AutoPilot);
    }

    [Fact]
    public void Systems_of_others_are_shut_down_too()
    {
        var other = ActorSystem.Create("other");

        Shutdown(other, Long, true);

        Assert.True(other.WhenTerminated.IsCompleted);
        Assert.False(TestKitSettings.LogTestKitCalls);
        Assert.True(DefaultConfig.HasPath("akka.test.timefactor"));
        Assert.Equal("DEBUG", FullDebugConfig.GetString("akka.loglevel"));
        Assert.NotNull(Assertions);
    }

    [Fact]
    public void Latches_can_be_made_alone()
    {
        Assert.False(new TestLatch().IsOpen);
        Assert.True(new TestLatch(0).IsOpen);
        Assert.ThrowsAny<TimeoutException>(() => new TestLatch(1, Short).Ready());
    }

    private int Logged(int result)
    {
        Log.Info("x");
        return result;
    }
}
