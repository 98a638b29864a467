using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;

namespace Engine.Conformance.Actors;

public sealed class ActorSystemSpec
{
    private const string Quiet = "akka.loglevel = OFF, akka.stdout-loglevel = OFF";
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("")]
    [InlineData("-leading")]
    [InlineData("with space")]
    [InlineData("ünicode")]
    public void Some_names_are_not_allowed(string name)
    {
        Assert.ThrowsAny<ArgumentException>(() => ActorSystem.Create(name, Quiet));
    }

    [Fact]
    public async Task Terminate_stops_every_actor_first()
    {
        var system = ActorSystem.Create("ending", Quiet);
        var stopped = new TaskCompletionSource();
        system.ActorOf(Props.Create(() => new Last(stopped)), "last");
        bool before = false;
        system.RegisterOnTermination(() => before = stopped.Task.IsCompleted);
        await system.Terminate().WaitAsync(Soon);

        Assert.True(before);
        Assert.True(system.WhenTerminated.IsCompletedSuccessfully);
        Assert.ThrowsAny<Exception>(() => system.ActorOf(Props.Create(() => new ScriptedActor(ScriptedActor.Silence))));
    }

    [Fact]
    public async Task Dispose_terminates()
    {
        var system = ActorSystem.Create("disposed", Quiet);
        system.Dispose();

        await system.WhenTerminated.WaitAsync(Soon);
    }

    [Fact]
    public async Task A_system_knows_its_name_settings_and_age()
    {
        var system = ActorSystem.Create("known", Quiet + ", mine = 42");

        Assert.Equal("known", system.Name);
        Assert.Equal("akka://known", system.ToString());
        Assert.Equal(42, system.Settings.Config.GetInt("mine"));
        Assert.Equal("OFF", system.Settings.LogLevel);
        Assert.True(system.Uptime >= TimeSpan.Zero);
        Assert.False(system.Settings.HasCluster);
        await system.Terminate().WaitAsync(Soon);
    }

    [Fact]
    public async Task An_extension_is_made_once_per_system()
    {
        var system = ActorSystem.Create("extended", Quiet);
        Assert.False(system.HasExtension<Ext>());
        Assert.False(system.TryGetExtension<Ext>(out _));
        Assert.Null(new ExtId().Get(system));
        Assert.Null(system.GetExtension<Ext>());
        var first = new ExtId().Apply(system);
        var second = system.WithExtension<Ext, ExtId>();

        Assert.Same(first, second);
        Assert.Same(system, first.System);
        Assert.True(system.HasExtension<Ext>());
        Assert.True(system.TryGetExtension(typeof(Ext), out var third));
        Assert.Same(first, third);
        Assert.Same(first, system.GetExtension<Ext>());
        Assert.Same(first, new ExtId().Get(system));
        Assert.Same(first, new ExtId().Apply(system));
        await system.Terminate().WaitAsync(Soon);
    }

    [Fact]
    public async Task Extensions_of_the_configuration_are_loaded_at_the_start()
    {
        var system = ActorSystem.Create("extended", Quiet + """, akka.extensions = ["Engine.Conformance.Actors.ActorSystemSpec+ExtId, Engine.Conformance"]""");

        Assert.True(system.HasExtension<Ext>());
        await system.Terminate().WaitAsync(Soon);
    }

    [Fact]
    public async Task Setups_reach_the_settings()
    {
        var setup = BootstrapSetup.Create().WithConfig(Quiet).WithConfigFallback("mine = 1").And(new MySetup("hello"));
        var system = ActorSystem.Create("set-up", setup);

        Assert.Equal("hello", system.Settings.Setup.Get<MySetup>().Value.Text);
        Assert.False(ActorSystemSetup.Empty.Get<MySetup>().HasValue);
        Assert.Equal(1, system.Settings.Config.GetInt("mine"));
        Assert.Equal("second", setup.WithSetup(new MySetup("second")).Get<MySetup>().Value.Text);
        await system.Terminate().WaitAsync(Soon);
    }

    [Fact]
    public async Task References_are_resolved_from_their_serialized_path()
    {
        var system = (ExtendedActorSystem)ActorSystem.Create("resolving", Quiet);
        var actor = system.ActorOf(Props.Create(() => new ScriptedActor(ScriptedActor.Silence)), "actor");

        Assert.Equal(actor, system.Provider.ResolveActorRef(actor.Path.ToSerializationFormat()));
        Assert.Equal(system.DeadLetters, system.Provider.ResolveActorRef("akka://other/user/actor"));
        Assert.Equal(new Address("akka", "resolving"), system.Provider.DefaultAddress);
        await system.Terminate().WaitAsync(Soon);
    }

    [Fact]
    public async Task System_actors_outlive_those_of_the_user()
    {
        var system = (ExtendedActorSystem)ActorSystem.Create("two-trees", Quiet);
        var (user, service) = (new TaskCompletionSource(), new TaskCompletionSource());
        bool userFirst = false;
        system.ActorOf(Props.Create(() => new Last(user)));
        system.SystemActorOf(Props.Create(() => new Last(service)), "service");
        _ = service.Task.ContinueWith(_ => userFirst = user.Task.IsCompleted, TaskContinuationOptions.ExecuteSynchronously);
        await system.Terminate().WaitAsync(Soon);

        Assert.True(service.Task.IsCompleted);
        Assert.True(userFirst);
    }

    [Fact]
    public async Task A_system_prints_its_tree()
    {
        var system = (ExtendedActorSystem)ActorSystem.Create("tree", Quiet);
        system.ActorOf(Props.Create(() => new ScriptedActor(ScriptedActor.Silence)), "leaf");

        Assert.Contains("leaf", system.PrintTree());
        await system.Terminate().WaitAsync(Soon);
    }

    [Fact]
    public void An_unknown_provider_is_named()
    {
        var e = Assert.ThrowsAny<Exception>(() => ActorSystem.Create("x", Quiet + ", akka.actor.provider = \"No.Such.Provider\""));

        Assert.Contains("No.Such.Provider", e.ToString());
    }

    public sealed class Ext(ExtendedActorSystem system) : IExtension
    {
        public ExtendedActorSystem System { get; } = system;
    }

    public sealed class ExtId : ExtensionIdProvider<Ext>
    {
        public override Ext CreateExtension(ExtendedActorSystem system) => new(system);
    }

    private sealed class MySetup(string text) : Setup
    {
        public string Text { get; } = text;
    }

    private sealed class Last(TaskCompletionSource stopped) : UntypedActor
    {
        protected override void PostStop() => stopped.TrySetResult();

        protected override void OnReceive(object message) => Unhandled(message);
    }
}
