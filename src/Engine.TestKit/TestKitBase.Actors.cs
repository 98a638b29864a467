#nullable disable
using System.Linq.Expressions;
using Akka.Actor;
using Akka.TestKit.Internal;
using Akka.Util;

namespace Akka.TestKit;

// Making, watching and finding actors.
public abstract partial class TestKitBase
{
    public IActorRef ActorOf(Props props) => Sys.ActorOf(props);

    public IActorRef ActorOf(Props props, string name) => Sys.ActorOf(props, name);

    public IActorRef ActorOf<TActor>()
        where TActor : ActorBase, new() => Sys.ActorOf(Props.Create<TActor>());

    public IActorRef ActorOf<TActor>(string name)
        where TActor : ActorBase, new() => Sys.ActorOf(Props.Create<TActor>(), name);

    public IActorRef ActorOf<TActor>(Expression<Func<TActor>> factory)
        where TActor : ActorBase => Sys.ActorOf(Props.Create(factory));

    public IActorRef ActorOf<TActor>(Expression<Func<TActor>> factory, string name)
        where TActor : ActorBase => Sys.ActorOf(Props.Create(factory), name);

    /// <summary>Makes an actor that runs on the thread of the test and can be looked into.</summary>
    public TestActorRef<TActor> ActorOfAsTestActorRef<TActor>(Props props, IActorRef supervisor, string name = null)
        where TActor : ActorBase => new(Sys, props, supervisor, name);

    public TestActorRef<TActor> ActorOfAsTestActorRef<TActor>(Props props, string name = null)
        where TActor : ActorBase => new(Sys, props, null, name);

    public TestActorRef<TActor> ActorOfAsTestActorRef<TActor>(
        Expression<Func<TActor>> factory, IActorRef supervisor, string name = null)
        where TActor : ActorBase => new(Sys, Props.Create(factory), supervisor, name);

    public TestActorRef<TActor> ActorOfAsTestActorRef<TActor>(Expression<Func<TActor>> factory, string name = null)
        where TActor : ActorBase => new(Sys, Props.Create(factory), null, name);

    public TestActorRef<TActor> ActorOfAsTestActorRef<TActor>(IActorRef supervisor, string name = null)
        where TActor : ActorBase, new() => new(Sys, Props.Create<TActor>(), supervisor, name);

    public TestActorRef<TActor> ActorOfAsTestActorRef<TActor>(string name = null)
        where TActor : ActorBase, new() => new(Sys, Props.Create<TActor>(), null, name);

    public ActorSelection ActorSelection(ActorPath actorPath) => Sys.ActorSelection(actorPath);

    public ActorSelection ActorSelection(string actorPath) => Sys.ActorSelection(actorPath);

    public ActorSelection ActorSelection(IActorRef anchorRef, string actorPath) => Sys.ActorSelection(anchorRef, actorPath);

    /// <summary>Makes the end of an actor a message to this test; in force when the call returns.</summary>
    public IActorRef Watch(IActorRef actorToWatch)
    {
        var watch = new TestActor.Watch(actorToWatch);
        TestActor.Tell(watch, ActorRefs.NoSender);
        Confirm(watch.Done.Task, default);
        return actorToWatch;
    }

    public async Task<IActorRef> WatchAsync(IActorRef actorToWatch)
    {
        var watch = new TestActor.Watch(actorToWatch);
        TestActor.Tell(watch, ActorRefs.NoSender);
        await watch.Done.Task.WaitAsync(ConfirmTime);
        return actorToWatch;
    }

    public IActorRef Unwatch(IActorRef actorToUnwatch)
    {
        var unwatch = new TestActor.Unwatch(actorToUnwatch);
        TestActor.Tell(unwatch, ActorRefs.NoSender);
        Confirm(unwatch.Done.Task, default);
        return actorToUnwatch;
    }

    public async Task<IActorRef> UnwatchAsync(IActorRef actorToUnwatch)
    {
        var unwatch = new TestActor.Unwatch(actorToUnwatch);
        TestActor.Tell(unwatch, ActorRefs.NoSender);
        await unwatch.Done.Task.WaitAsync(ConfirmTime);
        return actorToUnwatch;
    }

    /// <summary>Makes a child of the test actor, so that its messages to its parent come to this test.</summary>
    public IActorRef ChildActorOf(
        Props props, string name, SupervisorStrategy supervisorStrategy, CancellationToken cancellationToken = default)
    {
        var child = Spawn(props, name, supervisorStrategy);
        Confirm(child, cancellationToken);
        return child.Result;
    }

    public IActorRef ChildActorOf(
        Props props, SupervisorStrategy supervisorStrategy, CancellationToken cancellationToken = default) =>
        ChildActorOf(props, null, supervisorStrategy, cancellationToken);

    public IActorRef ChildActorOf(Props props, string name, CancellationToken cancellationToken = default) =>
        ChildActorOf(props, name, null, cancellationToken);

    public IActorRef ChildActorOf(Props props, CancellationToken cancellationToken = default) =>
        ChildActorOf(props, null, null, cancellationToken);

    public Task<IActorRef> ChildActorOfAsync(
        Props props, string name, SupervisorStrategy supervisorStrategy, CancellationToken cancellationToken = default) =>
        Spawn(props, name, supervisorStrategy).WaitAsync(ConfirmTime, cancellationToken);

    public Task<IActorRef> ChildActorOfAsync(
        Props props, SupervisorStrategy supervisorStrategy, CancellationToken cancellationToken = default) =>
        ChildActorOfAsync(props, null, supervisorStrategy, cancellationToken);

    public Task<IActorRef> ChildActorOfAsync(Props props, string name, CancellationToken cancellationToken = default) =>
        ChildActorOfAsync(props, name, null, cancellationToken);

    public Task<IActorRef> ChildActorOfAsync(Props props, CancellationToken cancellationToken = default) =>
        ChildActorOfAsync(props, null, null, cancellationToken);

    private TimeSpan ConfirmTime => Dilated(TestKitSettings.DefaultTimeout);

    private Task<IActorRef> Spawn(Props props, string name, SupervisorStrategy strategy)
    {
        var spawn = new TestActor.Spawn(props, OptionOf(name), OptionOf(strategy));
        TestActor.Tell(spawn, ActorRefs.NoSender);
        return spawn.Done.Task;
    }

    private static Option<T> OptionOf<T>(T value)
        where T : class => value is null ? Option<T>.None : Option<T>.Create(value);

    private void Confirm(Task done, CancellationToken cancellation)
    {
        try
        {
            if (!done.Wait((int)ConfirmTime.TotalMilliseconds, cancellation))
                throw new TimeoutException($"The test actor {TestActor} has not answered within {ConfirmTime}.");
        }
        catch (AggregateException)
        {
            done.GetAwaiter().GetResult(); // throws the cause itself
        }
    }
}
