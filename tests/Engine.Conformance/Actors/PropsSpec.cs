using Akka.Actor;
using Akka.TestKit.TestActors;

namespace Engine.Conformance.Actors;

public sealed class PropsSpec : Akka.TestKit.Xunit2.TestKit
{
    [Fact]
    public void Props_keep_type_and_arguments()
    {
        var strategy = new OneForOneStrategy(_ => Directive.Stop);
        Props[] all =
        [
            new(typeof(Pair), ["a", 1]),
            new(typeof(Pair), strategy, "a", 1),
            new(typeof(Pair), strategy, (IEnumerable<object>)["a", 1]),
            new(Deploy.None, typeof(Pair), "a", 1),
            new(Deploy.None, typeof(Pair), (IEnumerable<object>)["a", 1]),
            Props.Create(typeof(Pair), "a", 1),
            Props.Create<Pair>("a", 1),
        ];

        Assert.All(all, p => Assert.Equal(typeof(Pair), p.Type));
        Assert.All(all, p => Assert.Equal(["a", 1], p.Arguments));
        Assert.All(all, p => Assert.Contains(nameof(Pair), p.TypeName));
        Assert.Same(strategy, all[1].SupervisorStrategy);
        Assert.Equal(typeof(BlackHoleActor), new Props(typeof(BlackHoleActor)).Type);
        foreach (var props in all)
        {
            Sys.ActorOf(props).Tell("ask");
            ExpectMsg("a1");
        }
    }

    [Fact]
    public void A_deployment_is_part_of_props()
    {
        var deploy = Deploy.Local.WithDispatcher("some.dispatcher").WithMailbox("some.mailbox").WithStashCapacity(5);
        var props = BlackHoleActor.Props.WithDeploy(deploy);

        Assert.Equal(("some.dispatcher", "some.mailbox", 5), (props.Deploy.Dispatcher, props.Deploy.Mailbox, props.Deploy.StashCapacity));
        Assert.Equal(("some.dispatcher", "some.mailbox"), (props.Dispatcher, props.Mailbox));
        Assert.Equal("other", props.WithDispatcher("other").Dispatcher);
        Assert.Equal("some.dispatcher", props.Dispatcher);
    }

    [Fact]
    public void What_a_deployment_leaves_open_its_fallback_fills()
    {
        var merged = Deploy.None.WithDispatcher("front").WithFallback(Deploy.None.WithDispatcher("back").WithMailbox("back"));

        Assert.Equal(("front", "back"), (merged.Dispatcher, merged.Mailbox));
        Assert.Equal(Deploy.NoDispatcherGiven, Deploy.None.Dispatcher);
        Assert.Equal(Deploy.NoMailboxGiven, Deploy.None.Mailbox);
        Assert.Equal(Deploy.NoStashSize, Deploy.None.StashCapacity);
    }

    private sealed class Pair : ReceiveActor
    {
        public Pair(string text, int number) => ReceiveAny(_ => Sender.Tell($"{text}{number}"));
    }
}
