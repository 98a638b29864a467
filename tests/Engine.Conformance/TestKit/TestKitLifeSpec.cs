using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.TestKit;

namespace Engine.Conformance.TestKit;

public sealed class TestKitLifeSpec
{
    private sealed class Kit : Akka.TestKit.Xunit2.TestKit
    {
        public Kit()
        {
        }

        public Kit(string config)
            : base(config)
        {
        }

        public Kit(Config config, string name)
            : base(config, name)
        {
        }

        public Kit(ActorSystemSetup setup, string name)
            : base(setup, name)
        {
        }

        public Kit(ActorSystem system)
            : base(system)
        {
        }

        public bool AfterAllCalled { get; private set; }

        protected override void AfterAll() => AfterAllCalled = true;
    }

    [Fact]
    public void A_kit_makes_its_system_and_ends_it()
    {
        var kit = new Kit();
        var system = kit.Sys;
        Assert.Equal("test", system.Name);
        Assert.False(system.WhenTerminated.IsCompleted);

        kit.Dispose();

        Assert.True(system.WhenTerminated.IsCompleted);
        Assert.True(kit.AfterAllCalled);
    }

    [Fact]
    public void A_kit_takes_a_configuration_as_text_as_object_or_in_a_set_up()
    {
        using var text = new Kit("some.key = 1");
        using var config = new Kit(ConfigurationFactory.ParseString("some.key = 2"), "by-config");
        using var setup = new Kit(ActorSystemSetup.Create(
            BootstrapSetup.Create().WithConfig(ConfigurationFactory.ParseString("some.key = 3"))), "by-setup");

        Assert.Equal(1, text.Sys.Settings.Config.GetInt("some.key"));
        Assert.Equal((2, "by-config"), (config.Sys.Settings.Config.GetInt("some.key"), config.Sys.Name));
        Assert.Equal((3, "by-setup"), (setup.Sys.Settings.Config.GetInt("some.key"), setup.Sys.Name));
    }

    [Fact]
    public void A_kit_can_be_put_over_a_system_that_is_there()
    {
        var system = ActorSystem.Create("given");
        using var kit = new Kit(system);

        Assert.Same(system, kit.Sys);
        kit.TestActor.Tell("x");
        kit.ExpectMsg("x");
    }

    [Fact]
    public void A_latch_opens_when_it_is_counted_down()
    {
        using var kit = new Kit();
        var latch = kit.CreateTestLatch(2);

        latch.CountDown();
        Assert.False(latch.IsOpen);
        Assert.ThrowsAny<TimeoutException>(() => latch.Ready(TimeSpan.FromMilliseconds(10)));
        latch.CountDown();
        Assert.True(latch.IsOpen);
        latch.Ready();
        latch.Reset();
        Assert.False(latch.IsOpen);
        latch.Open();
        latch.Ready(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_barrier_is_passed_together()
    {
        using var kit = new Kit();
        var barrier = kit.CreateTestBarrier(2);

        var other = Task.Run(() => barrier.Await());
        barrier.Await(TimeSpan.FromSeconds(5));
        await other;
        barrier.Reset();
        var again = Task.Run(() => barrier.Await());
        barrier.Await(TimeSpan.FromSeconds(5));
        await again;
    }
}
