using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;

namespace Engine.Conformance.Actors;

public sealed class PartsSpec : Akka.TestKit.Xunit2.TestKit
{
    private sealed class FirstSetup : Setup;

    private sealed class SecondSetup : Setup;

    [Fact]
    public void An_address_is_taken_apart()
    {
        var address = new Address("akka.tcp", "sys", "host.example", 4711);

        Assert.Equal(("akka.tcp", "sys", "host.example", 4711), (address.Protocol, address.System, address.Host, address.Port));
        Assert.Equal(address, address.Clone());
        Assert.True(ActorPath.TryParseAddress("akka.tcp://sys@host.example:4711/user/x", out var parsed));
        Assert.Equal(address, parsed);
        Assert.False(ActorPath.TryParseAddress("no address", out _));
    }

    [Fact]
    public void A_path_is_built_from_its_parent()
    {
        var root = new RootActorPath(new Address("akka", "sys"));
        var child = root.Child("user").Child("a");

        Assert.Equal(root / "user" / "a", child);
        Assert.Equal("akka://sys/user/a", child.ToStringWithAddress());
        Assert.Equal(child, new ChildActorPath(root / "user", "a", 0));
        Assert.True(ActorPath.TryParse(root / "user", "a", out var relative));
        Assert.Equal(child, relative);
        Assert.Equal(["a", "b"], RelativeActorPath.Unapply("a/b"));
    }

    [Fact]
    public void Results_carry_their_state()
    {
        var cause = new InvalidOperationException();

        Assert.Equal("state", new Status.Success("state").Status);
        Assert.Equal((cause, "state"), (new Status.Failure(cause, "state").Cause, new Status.Failure(cause, "state").State));
        Assert.NotNull(Status.Success.Instance);
        Assert.Same(ReceiveTimeout.Instance, ReceiveTimeout.Instance);
        Assert.Equal(5, new Identify(5).MessageId);
        var terminated = new Terminated(TestActor, true, false);
        Assert.Equal((TestActor, true, false), (terminated.ActorRef, terminated.ExistenceConfirmed, terminated.AddressTerminated));
    }

    [Fact]
    public void A_missing_reference_is_replaced()
    {
        Assert.Equal(TestActor, ((IActorRef?)null)!.GetOrElse(() => TestActor));
        Assert.Equal(TestActor, TestActor.GetOrElse(() => Sys.DeadLetters));
        Assert.Same(ActorRefs.Nobody, Nobody.Instance);
    }

    [Fact]
    public void Set_ups_are_joined()
    {
        var (first, second) = (new FirstSetup(), new SecondSetup());

        var both = first.And(second);
        Assert.Equal((first, second), (both.Get<FirstSetup>().Value, both.Get<SecondSetup>().Value));
        both = ActorSystemSetup.Empty.And(first).WithSetup(second);
        Assert.Equal((first, second), (both.Get<FirstSetup>().Value, both.Get<SecondSetup>().Value));
        Assert.False(ActorSystemSetup.Empty.Get<FirstSetup>().HasValue);
    }

    [Fact]
    public void A_bootstrap_keeps_what_it_is_given()
    {
        var config = ConfigurationFactory.ParseString("a = 1");
        var setup = BootstrapSetup.Create().WithConfig(config).WithActorRefProvider(ProviderSelection.Local.Instance);

        Assert.Equal(1, setup.Config.Value.GetInt("a"));
        Assert.Same(ProviderSelection.Local.Instance, setup.ActorRefProvider.Value);
        Assert.False(BootstrapSetup.Create().Config.HasValue);
    }

    [Fact]
    public void Cancelling_is_seen()
    {
        var scheduler = Sys.Scheduler.Advanced;
        var cancelable = new Cancelable(scheduler);
        var called = new TaskCompletionSource();
        cancelable.Token.Register(called.SetResult);

        Assert.False(cancelable.IsCancellationRequested);
        cancelable.Cancel(false);

        Assert.True(cancelable.IsCancellationRequested);
        Assert.True(called.Task.IsCompleted);
        cancelable.Dispose();
        Assert.True(cancelable.IsDisposed);
        ((ICancelable?)null)!.CancelIfNotNull();
        var other = new Cancelable(scheduler);
        other.CancelIfNotNull();
        Assert.True(other.IsCancellationRequested);
    }

    [Fact]
    public async Task Cancelling_comes_after_a_delay()
    {
        var scheduler = Sys.Scheduler.Advanced;
        ICancelable[] cancelables = [new Cancelable(scheduler), new Cancelable(scheduler), new Cancelable(scheduler, TimeSpan.FromMilliseconds(1))];

        cancelables[0].CancelAfter(TimeSpan.FromMilliseconds(1));
        cancelables[1].CancelAfter(1);

        await AwaitConditionAsync(() => cancelables.All(c => c.IsCancellationRequested));
    }
}
