using Akka.Actor;

namespace Engine.Conformance.Actors;

public sealed class NamesAndChildrenSpec : ActorsSpec
{
    [Fact]
    public void A_name_is_taken_only_once()
    {
        Echo("unique");

        Assert.Throws<InvalidActorNameException>(() => Echo("unique"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("$dollar")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("ä")]
    public void Some_names_are_not_allowed(string name)
    {
        Assert.Throws<InvalidActorNameException>(() => Echo(name));
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("with-._*+:@&=,!~';()")]
    [InlineData("%41")]
    public void Others_are(string name)
    {
        Assert.Equal(name, Echo(name).Path.Name);
    }

    [Fact]
    public void Who_is_given_no_name_gets_one()
    {
        var (first, second) = (Echo(), Echo());

        Assert.StartsWith("$", first.Path.Name);
        Assert.NotEqual(first.Path.Name, second.Path.Name);
    }

    [Fact]
    public void A_parent_finds_its_children()
    {
        var parent = Scripted((m, c) =>
        {
            c.ActorOf<Child>("one");
            c.ActorOf<Child>("two");
            c.Sender.Tell(string.Join(",", c.GetChildren().Select(r => r.Path.Name).Order()));
            c.Sender.Tell(c.Child("one").Path.Name);
            c.Sender.Tell(c.Child("three").IsNobody());
        });
        parent.Tell("go", TestActor);

        ExpectMsg("one,two");
        ExpectMsg("one");
        ExpectMsg(true);
    }

    [Fact]
    public void A_child_knows_its_parent()
    {
        var parent = Scripted((m, c) =>
        {
            if (m is "go")
                c.ActorOf<Child>("child").Forward("parent?");
        }, "parent");
        parent.Tell("go", TestActor);

        ExpectMsg(parent);
    }

    [Fact]
    public void Top_level_actors_are_children_of_the_user_guardian()
    {
        Assert.Equal("/user", Echo("top").Path.Parent.ToStringWithoutAddress());
    }

    [Fact]
    public void Props_carry_the_arguments_of_the_constructor()
    {
        string captured = "captured";
        Sys.ActorOf(Props.Create(() => new Greeter(captured, captured.Length))).Tell("x", TestActor);
        ExpectMsg("captured 8");
        Sys.ActorOf(Props.Create<Greeter>("args", 4)).Tell("x", TestActor);
        ExpectMsg("args 4");
        Sys.ActorOf(Props.Create(typeof(Greeter), "typed", 5)).Tell("x", TestActor);
        ExpectMsg("typed 5");
    }

    [Fact]
    public void Arguments_are_evaluated_when_the_recipe_is_written()
    {
        int calls = 0;
        int Next() => ++calls;
        Func<int> next = Next;
        var props = Props.Create(() => new Greeter("call", next()));
        Sys.ActorOf(props).Tell("x", TestActor);
        ExpectMsg("call 1");
        Sys.ActorOf(props).Tell("x", TestActor);

        ExpectMsg("call 1");
    }

    [Fact]
    public void A_producer_may_make_the_actor()
    {
        Sys.ActorOf(Props.CreateBy(new Producer())).Tell("x", TestActor);

        ExpectMsg("produced 1");
    }

    [Fact]
    public void Wrong_arguments_end_the_actor()
    {
        var actor = Sys.ActorOf(Props.Create<Greeter>("too few"));
        Watch(actor);

        ExpectTerminated(actor);
    }

    [Fact]
    public void Props_are_values()
    {
        var props = Props.Create<Greeter>("same", 1);

        Assert.Equal(props, Props.Create<Greeter>("same", 1));
        Assert.NotEqual(props, Props.Create<Greeter>("same"));
        Assert.NotEqual(props, props.WithDispatcher("other"));
        Assert.Equal("other", props.WithDispatcher("other").Dispatcher);
        Assert.Equal("box", props.WithMailbox("box").Mailbox);
        Assert.Equal(typeof(Greeter), props.Type);
        Assert.Equal(["same", 1], props.Arguments);
    }

    private sealed class Child : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(Context.Parent);
    }

    private sealed class Greeter(string text, int number) : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell($"{text} {number}");
    }

    private sealed class Producer : IIndirectActorProducer
    {
        private int _made;

        public Type ActorType => typeof(Greeter);

        public ActorBase Produce() => new Greeter("produced", ++_made);

        public void Release(ActorBase actor)
        {
        }
    }
}
