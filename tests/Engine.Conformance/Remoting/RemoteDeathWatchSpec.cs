using Akka.Actor;

namespace Engine.Conformance.Remoting;

public sealed class RemoteDeathWatchSpec : TwoSystemsSpec
{
    private static readonly (bool ExistenceConfirmed, bool AddressTerminated) Died = (true, false);
    private static readonly (bool ExistenceConfirmed, bool AddressTerminated) NeverWas = (false, false);

    [Fact]
    public async Task The_end_of_an_actor_is_told_to_its_watcher_once()
    {
        var echo = Other.ActorOf(Props.Create<Echo>(), "echo");
        var mourner = Mourn(await FindAsync("/user/echo"));
        Answered("/user/echo", mourner);
        Other.Stop(echo);
        ExpectMsg(Died);
        ExpectNoMsg(TimeSpan.FromMilliseconds(500));
    }

    [Fact]
    public void A_watchee_that_is_known_by_its_path_alone_is_watched_too()
    {
        var probe = OtherProbe("watchee");
        Mourn(Resolve(probe.Ref.Path.ToStringWithoutAddress()));
        Other.Stop(probe.Ref);
        ExpectMsg<(bool Existed, bool AddressTerminated)>(told => Assert.False(told.AddressTerminated));
    }

    [Fact]
    public void An_actor_that_never_was_counts_as_dead()
    {
        Mourn(Resolve("/user/nobody"));
        ExpectMsg(NeverWas);
    }

    [Fact]
    public async Task An_actor_that_has_stopped_already_counts_as_dead()
    {
        var echo = Other.ActorOf(Props.Create<Echo>(), "echo");
        var found = await FindAsync("/user/echo");
        var local = OtherProbe("local-watcher");
        local.Watch(echo);
        Other.Stop(echo);
        local.ExpectTerminated(echo);
        Mourn(found);
        ExpectMsg(NeverWas);
    }

    [Fact]
    public async Task The_last_words_of_an_actor_come_before_its_end()
    {
        Other.ActorOf(Props.Create<LastWords>(), "speaker");
        var speaker = await FindAsync("/user/speaker");
        var mourner = Mourn(speaker);
        await mourner.Ask<ActorIdentity>(new Identify("does it watch already?"), RemainingOrDefault);
        speaker.Tell(100, mourner);
        for (var i = 0; i < 100; i++) ExpectMsg(i);
        ExpectMsg(Died);
    }

    [Fact]
    public async Task Who_has_unwatched_is_not_told()
    {
        var echo = Other.ActorOf(Props.Create<Echo>(), "echo");
        var mourner = Mourn(await FindAsync("/user/echo"));
        Answered("/user/echo", mourner);
        mourner.Tell("enough");
        ExpectMsg("unwatched");
        Other.Stop(echo);
        ExpectNoMsg(TimeSpan.FromMilliseconds(500));
    }

    [Fact]
    public async Task Two_watchers_are_told_each()
    {
        var echo = Other.ActorOf(Props.Create<Echo>(), "echo");
        var found = await FindAsync("/user/echo");
        Mourn(found);
        Answered("/user/echo", Mourn(found));
        Other.Stop(echo);
        ExpectMsg(Died);
        ExpectMsg(Died);
    }

    [Fact]
    public async Task The_end_of_a_system_is_the_end_of_its_actors()
    {
        Other.ActorOf(Props.Create<Echo>(), "echo");
        Answered("/user/echo", Mourn(await FindAsync("/user/echo")));
        await Other.Terminate();
        ExpectMsg<(bool Existed, bool AddressTerminated)>();
        ExpectNoMsg(TimeSpan.FromMilliseconds(500));
    }

    private IActorRef Mourn(IActorRef watchee)
    {
        var test = TestActor;
        return Sys.ActorOf(Props.Create(() => new Mourner(watchee, test)));
    }

    /// <summary>An answer that comes back shows that what was sent before, the watch too, has arrived.</summary>
    private void Answered(string path, IActorRef mourner)
    {
        Resolve(path).Tell(4711, mourner);
        ExpectMsg(4711);
    }
}
