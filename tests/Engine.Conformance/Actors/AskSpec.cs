using Akka.Actor;

namespace Engine.Conformance.Actors;

public sealed class AskSpec : ActorsSpec
{
    [Fact]
    public async Task The_reply_completes_the_task()
    {
        Assert.Equal("question", await Echo().Ask<string>("question", Soon));
        Assert.Equal("question", await Echo().Ask("question", Soon));
    }

    [Fact]
    public async Task No_reply_in_time_is_a_timeout()
    {
        var silent = Scripted((_, _) => { });

        await Assert.ThrowsAsync<AskTimeoutException>(() => silent.Ask<string>("question", TimeSpan.FromMilliseconds(20)));
    }

    [Fact]
    public async Task The_configured_timeout_holds_where_none_is_given()
    {
        using var system = ActorSystem.Create("hasty", "akka.actor.ask-timeout = 20ms, akka.loglevel = OFF, akka.stdout-loglevel = OFF");
        var silent = system.ActorOf(Props.Create(() => new ScriptedActor(ScriptedActor.Silence)));

        await Assert.ThrowsAsync<AskTimeoutException>(() => silent.Ask<string>("question"));
    }

    [Fact]
    public async Task A_cancelled_token_cancels_the_task()
    {
        var silent = Scripted((_, _) => { });
        using var source = new CancellationTokenSource();
        var answer = silent.Ask<string>("question", source.Token);
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
    }

    [Fact]
    public async Task A_reply_of_another_type_fails_the_task()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Echo().Ask<int>("not a number", Soon));
    }

    [Fact]
    public async Task A_failure_status_fails_the_task()
    {
        var failing = Scripted((_, c) => c.Sender.Tell(new Status.Failure(new Known("cannot"))));

        Assert.Equal("cannot", (await Assert.ThrowsAsync<Known>(() => failing.Ask<string>("question", Soon))).Message);
    }

    [Fact]
    public async Task A_message_may_be_built_around_the_reference_to_reply_to()
    {
        var indirect = Scripted((m, _) => ((IActorRef)m).Tell("direct"));

        Assert.Equal("direct", await indirect.Ask<string>(replyTo => replyTo, Soon, CancellationToken.None));
    }

    [Fact]
    public async Task The_asker_can_be_resolved_from_its_path()
    {
        var provider = ((ExtendedActorSystem)Sys).Provider;
        var asked = Scripted((_, c) => provider.ResolveActorRef(c.Sender.Path.ToSerializationFormat()).Tell("by path"));

        Assert.Equal("by path", await asked.Ask<string>("question", Soon));
    }

    [Fact]
    public async Task A_selection_can_be_asked()
    {
        Echo("known");

        Assert.Equal("question", await Sys.ActorSelection("/user/known").Ask<string>("question", Soon));
    }

    [Fact]
    public async Task Many_asks_at_once_get_each_their_own_answer()
    {
        var echo = Echo();
        int[] answers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => echo.Ask<int>(i, Soon)));

        Assert.Equal(Enumerable.Range(0, 1000), answers);
    }

    [Fact]
    public async Task GracefulStop_ends_when_the_actor_has_stopped()
    {
        var actor = Sys.ActorOf(Props.Create(() => new ScriptedActor(ScriptedActor.Silence)));

        Assert.True(await actor.GracefulStop(Soon));
        Watch(actor);
        ExpectTerminated(actor);
    }

    [Fact]
    public async Task GracefulStop_may_use_a_message_of_the_actors_own()
    {
        var actor = Scripted((m, c) =>
        {
            if (m is "goodbye")
                c.Stop(c.Self);
        });

        Assert.True(await actor.GracefulStop(Soon, "goodbye"));
    }

    [Fact]
    public async Task GracefulStop_says_no_after_its_time()
    {
        var stubborn = Scripted((_, _) => { });

        Assert.False(await stubborn.GracefulStop(TimeSpan.FromMilliseconds(20), "no such message"));
    }
}
