using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.TestKit;

namespace AkkaFederation.Engine.Remote.Tests;

/// <summary>Remoting over another transport and on a clock that the test moves: death watch without a socket or a pause.</summary>
public sealed class TransportSeamSpec : IAsyncLifetime
{
    private readonly InMemoryNetwork _network = new();
    private readonly ActorSystem _here;
    private readonly ActorSystem _there;
    private readonly Address _thereAddress;

    public TransportSeamSpec()
    {
        _here = Start("here", 1);
        _there = Start("there", 2);
        _thereAddress = ((ExtendedActorSystem)_there).Provider.DefaultAddress;
    }

    private TestScheduler Clock => (TestScheduler)_here.Scheduler;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _here.Terminate();
        await _there.Terminate();
    }

    [Fact]
    public async Task Messages_pass_through_whatever_transport_there_is()
    {
        var mail = new Mailroom(_there, "mail");
        var sender = new Mailroom(_here, "sender");
        Resolve("/user/mail").Tell("hello", sender.Ref);
        var (message, from) = await mail.NextAsync();
        Assert.Equal(("hello", "in memory"), (message, RemoteIdentity.Of(from)));
        from.Tell("welcome", mail.Ref);
        Assert.Equal("welcome", await sender.NextAsync<string>());
    }

    [Fact]
    public async Task A_node_that_falls_silent_is_terminated_once_after_the_pause_that_is_put_up_with()
    {
        var mourner = await WatchAsync("mail", () => new Mailroom(_there, "mail"));
        for (var second = 0; second < 20; second++) await TickAsync(p => p is { Message: HeartbeatAnswer, Delivered: true });

        _network.Loses = (_, to) => to.Equals(_thereAddress);
        var told = mourner.NextAsync<Death>();
        var silence = 0;
        for (; !told.IsCompleted; silence++)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            await _network.NextOrAsync(told, p => p is { Message: HeartbeatCommand, Delivered: false });
            await SettleAsync();
        }

        Assert.Equal(new Death(ExistenceConfirmed: false, AddressTerminated: true), await told);
        Assert.InRange(silence, 11, 13);

        // Nobody is watched any more, so nothing is sent and nothing else is told.
        _network.Loses = (_, _) => false;
        await WatchAsync("another", () => new Mailroom(_there, "another"), "second");
        await TickAsync(p => p is { Message: HeartbeatAnswer, Delivered: true });
        mourner.Ref.Tell("no second death before this");
        Assert.Equal("no second death before this", await mourner.NextAsync<string>());
    }

    [Fact]
    public async Task Commands_that_get_lost_are_sent_again_and_handled_once()
    {
        var lost = 0;
        var mail = new Mailroom(_there, "mail");
        var mourner = new Mailroom(_here, "mourner");
        var acknowledged = new TaskCompletionSource();
        _network.Loses = (message, _) =>
        {
            if (message is Acknowledgement) acknowledged.TrySetResult();
            return message is NumberedCommand && Interlocked.Increment(ref lost) <= 2;
        };
        var watchee = Resolve("/user/mail");
        _here.ActorOf(Props.Create(() => new Watching(watchee, mourner.Ref)), "watching");
        await _network.NextAsync(p => p is { Message: NumberedCommand { Command: WatchCommand }, Delivered: false });

        // Due after two seconds, lost once more, and due again.
        for (var second = 0; second < 4; second++) await TickAsync(p => p.Message is HeartbeatAnswer);
        await acknowledged.Task.WaitAsync(TimeSpan.FromSeconds(20));
        mail.Ref.Tell(PoisonPill.Instance);
        Assert.Equal(new Death(ExistenceConfirmed: true, AddressTerminated: false), await mourner.NextAsync<Death>());
    }

    private static ActorSystem StartSystem(string name, TransportSetup transport) => ActorSystem.Create(name, ActorSystemSetup.Create(
        BootstrapSetup.Create().WithConfig(ConfigurationFactory.ParseString("""
            akka.loglevel = ERROR
            akka.actor.provider = remote
            akka.scheduler.implementation = "Akka.TestKit.TestScheduler, AkkaFederation.Engine.TestKit"
            """)),
        transport));

    private ActorSystem Start(string name, int port) => StartSystem(name, new TransportSetup(_ => _network.Node(name, port)));

    private IActorRef Resolve(string path) => ((ExtendedActorSystem)_here).Provider.ResolveActorRef(_thereAddress + path);

    private async Task<Mailroom> WatchAsync(string name, Func<Mailroom> make, string watcher = "first")
    {
        make();
        var mourner = new Mailroom(_here, $"mourner-{watcher}");
        var watchee = Resolve($"/user/{name}");
        _here.ActorOf(Props.Create(() => new Watching(watchee, mourner.Ref)), $"watching-{watcher}");
        await _network.NextAsync(p => p is { Message: Acknowledgement, Delivered: true });
        return mourner;
    }

    /// <summary>A second, and what must come of it.</summary>
    private async Task TickAsync(Func<Passage, bool> outcome)
    {
        Clock.Advance(TimeSpan.FromSeconds(1));
        await _network.NextAsync(outcome);
        await SettleAsync();
    }

    /// <summary>The watcher has handled all that it was sent: only then may the clock, which it reads, move on.</summary>
    private async Task SettleAsync() =>
        await _here.ActorSelection("/system/remote-watcher").Ask<ActorIdentity>(new Identify("settled")).WaitAsync(TimeSpan.FromSeconds(20));
}
