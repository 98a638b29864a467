using Akka.Actor;
using Akka.Event;

namespace Engine.Conformance.Actors;

public sealed class EventStreamSpec : ActorsSpec
{
    [Fact]
    public void Subscribers_get_what_is_of_their_channel()
    {
        Assert.True(Sys.EventStream.Subscribe(TestActor, typeof(string)));
        Sys.EventStream.Publish(1);
        Sys.EventStream.Publish("text");

        ExpectMsg("text");
    }

    [Fact]
    public void A_channel_includes_what_derives_from_it()
    {
        Sys.EventStream.Subscribe<Animal>(TestActor);
        Sys.EventStream.Publish(new Dog("rex"));

        ExpectMsg(new Dog("rex"));
    }

    [Fact]
    public void An_interface_is_a_channel_too()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(IDisposable));
        var disposable = new MemoryStream();
        Sys.EventStream.Publish(disposable);

        ExpectMsg(disposable);
    }

    [Fact]
    public void An_event_comes_once_however_many_channels_fit()
    {
        Sys.EventStream.Subscribe<Dog>(TestActor);
        Sys.EventStream.Subscribe<Animal>(TestActor);
        Sys.EventStream.Publish(new Dog("rex"));
        Sys.EventStream.Publish(new Cat("tom"));

        ExpectMsg(new Dog("rex"));
        ExpectMsg(new Cat("tom"));
    }

    [Fact]
    public void Subscribing_twice_changes_nothing()
    {
        Assert.True(Sys.EventStream.Subscribe<Dog>(TestActor));
        Assert.False(Sys.EventStream.Subscribe<Dog>(TestActor));
    }

    [Fact]
    public void Who_unsubscribes_gets_no_more()
    {
        Sys.EventStream.Subscribe<Dog>(TestActor);
        Sys.EventStream.Subscribe<Cat>(TestActor);
        Assert.True(Sys.EventStream.Unsubscribe<Dog>(TestActor));
        Assert.False(Sys.EventStream.Unsubscribe<Dog>(TestActor));
        Sys.EventStream.Publish(new Dog("rex"));
        Sys.EventStream.Publish(new Cat("tom"));
        ExpectMsg(new Cat("tom"));
        Assert.True(Sys.EventStream.Unsubscribe(TestActor));
        Sys.EventStream.Publish(new Cat("tom"));
        TestActor.Tell("no more");

        ExpectMsg("no more");
    }

    [Fact]
    public void A_subscriber_that_has_stopped_is_taken_off()
    {
        var actor = Echo();
        Sys.EventStream.Subscribe<Dog>(actor);
        Watch(actor);
        Sys.Stop(actor);
        ExpectTerminated(actor);

        AwaitAssert(() => Assert.False(Sys.EventStream.Unsubscribe(actor)), Soon);
    }

    private abstract record Animal(string Name);

    private sealed record Dog(string Name) : Animal(Name);

    private sealed record Cat(string Name) : Animal(Name);
}
