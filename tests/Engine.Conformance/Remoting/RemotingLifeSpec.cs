using Akka.Actor;
using Akka.Remote;

namespace Engine.Conformance.Remoting;

public sealed class RemotingLifeSpec : TwoSystemsSpec
{
    [Fact]
    public void A_connection_that_comes_about_is_published()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(AssociatedEvent));
        Other.ActorOf(Props.Create<Echo>(), "echo");
        Resolve("/user/echo").Tell("hello");
        var associated = FishForMessage<AssociatedEvent>(e => !e.IsInbound);
        Assert.Equal((AddressOf(Sys), AddressOf(Other)), (associated.LocalAddress, associated.RemoteAddress));
    }

    [Fact]
    public async Task The_end_of_a_connection_is_published()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(DisassociatedEvent));
        Other.ActorOf(Props.Create<Echo>(), "echo");
        Resolve("/user/echo").Tell("hello");
        await FindAsync("/user/echo");
        await Other.Terminate();
        Assert.Equal(AddressOf(Other), FishForMessage<DisassociatedEvent>(_ => true).RemoteAddress);
    }

    [Fact]
    public void A_second_system_cannot_take_the_port()
    {
        Assert.ThrowsAny<Exception>(() => ActorSystem.Create("late", RemotingSettings.Create(AddressOf(Other).Port!.Value)));
        Other.ActorOf(Props.Create<Echo>(), "echo");
        Resolve("/user/echo").Tell("unharmed", TestActor);
        ExpectMsg("unharmed");
    }

    [Fact]
    public void An_unreachable_system_costs_the_sender_nothing()
    {
        var nowhere = AddressOf(Other).WithPort(Cable.FreePort());
        var ghost = ((ExtendedActorSystem)Sys).Provider.ResolveActorRef(nowhere + "/user/ghost");
        for (var i = 0; i < 1000; i++) ghost.Tell(i);
        Other.ActorOf(Props.Create<Echo>(), "echo");
        Resolve("/user/echo").Tell("others are served", TestActor);
        ExpectMsg("others are served");
    }
}
