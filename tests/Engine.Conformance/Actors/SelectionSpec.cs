using Akka.Actor;

namespace Engine.Conformance.Actors;

public sealed class SelectionSpec : ActorsSpec
{
    private readonly IActorRef _tree;

    public SelectionSpec()
    {
        _tree = Sys.ActorOf(Props.Create(() => new Branch(2)), "tree");
        // Who answers has its children.
        foreach (var path in (string[])["/user/tree", "/user/tree/left", "/user/tree/right"])
        {
            Sys.ActorSelection(path).Tell("ready?", TestActor);
            ExpectMsg(path);
        }
    }

    [Theory]
    [InlineData("/user/tree/left")]
    [InlineData("/user/tree/right/../left")]
    [InlineData("/user/tree/left/left/..")]
    public void A_path_selects_an_actor(string path)
    {
        Sys.ActorSelection(path).Tell("x", TestActor);

        ExpectMsg("/user/tree/left");
    }

    [Fact]
    public void A_full_address_selects_an_actor()
    {
        Sys.ActorSelection(_tree.Path.ToString()).Tell("x", TestActor);
        ExpectMsg("/user/tree");
        Sys.ActorSelection(_tree.Path).Tell("x", TestActor);

        ExpectMsg("/user/tree");
    }

    [Theory]
    [InlineData("/user/tree/*", "/user/tree/left", "/user/tree/right")]
    [InlineData("/user/tree/l*", "/user/tree/left")]
    [InlineData("/user/tree/?ight", "/user/tree/right")]
    [InlineData("/user/tree/*/left", "/user/tree/left/left", "/user/tree/right/left")]
    [InlineData("/user/tree/left/**", "/user/tree/left/left", "/user/tree/left/right")]
    public void Wildcards_select_many(string path, params string[] expected)
    {
        Sys.ActorSelection(path).Tell("x", TestActor);

        ExpectMsgAllOf(expected);
        TestActor.Tell("no more");
        ExpectMsg("no more");
    }

    [Fact]
    public void A_context_selects_relative_to_its_actor()
    {
        _tree.Tell(new Select("left/right"), TestActor);
        ExpectMsg("/user/tree/left/right");
        _tree.Tell(new Select("../tree"), TestActor);

        ExpectMsg("/user/tree");
    }

    [Fact]
    public void Identify_finds_who_is_there()
    {
        Sys.ActorSelection("/user/tree").Tell(new Identify(1), TestActor);
        Assert.Equal(new ActorIdentity(1, _tree), ExpectMsg<ActorIdentity>());
        Sys.ActorSelection("/user/nobody").Tell(new Identify(2), TestActor);

        Assert.Equal(new ActorIdentity(2, null!), ExpectMsg<ActorIdentity>());
    }

    [Fact]
    public async Task ResolveOne_gives_the_reference()
    {
        Assert.Equal(_tree, await Sys.ActorSelection("/user/tree").ResolveOne(Soon));
        await Assert.ThrowsAsync<ActorNotFoundException>(() => Sys.ActorSelection("/user/nobody").ResolveOne(Soon));
    }

    [Fact]
    public void A_message_to_nobody_is_a_dead_letter()
    {
        var probe = CreateTestProbe();
        Sys.EventStream.Subscribe(probe.Ref, typeof(Akka.Event.DeadLetter));
        Sys.ActorSelection("/user/nobody/at/home").Tell("hello");

        var letter = probe.FishForMessage<Akka.Event.DeadLetter>(d => d.Message is "hello");
        Assert.StartsWith("/user/nobody", letter.Recipient.Path.ToStringWithoutAddress());
    }

    [Fact]
    public void A_selection_from_an_anchor_is_a_value()
    {
        var selection = Sys.ActorSelection(_tree, "left");

        Assert.Equal(_tree, selection.Anchor);
        Assert.Equal("/left", selection.PathString);
        Assert.Equal(selection, Sys.ActorSelection(_tree, "left"));
        Assert.NotEqual(selection, Sys.ActorSelection(_tree, "right"));
    }

    private sealed record Select(string Path);

    private sealed class Branch : UntypedActor
    {
        public Branch(int depth)
        {
            if (depth == 0)
                return;
            Context.ActorOf(Props.Create(() => new Branch(depth - 1)), "left");
            Context.ActorOf(Props.Create(() => new Branch(depth - 1)), "right");
        }

        protected override void OnReceive(object message)
        {
            if (message is Select select)
                Context.ActorSelection(select.Path).Tell("x", Sender);
            else
                Sender.Tell(Self.Path.ToStringWithoutAddress());
        }
    }
}
