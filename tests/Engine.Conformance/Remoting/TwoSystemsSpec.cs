using Akka.Actor;
using Akka.TestKit;

namespace Engine.Conformance.Remoting;

/// <summary>The test's own system and a second one, each reachable by the other.</summary>
public abstract class TwoSystemsSpec : Akka.TestKit.Xunit2.TestKit
{
    private const string OtherName = "other";

    protected TwoSystemsSpec()
        : base(RemotingSettings.Create(), "here")
    {
        Other = ActorSystem.Create(OtherName, RemotingSettings.Create().WithFallback(DefaultConfig));
    }

    protected ActorSystem Other { get; }

    protected static Address AddressOf(ActorSystem system) => ((ExtendedActorSystem)system).Provider.DefaultAddress;

    protected string OtherPath(string path) => AddressOf(Other) + path;

    /// <summary>A probe that lives in the other system.</summary>
    protected TestProbe OtherProbe(string name) => new(Other, new Akka.TestKit.Xunit2.XunitAssertions(), name);

    protected IActorRef Resolve(string path) => ((ExtendedActorSystem)Sys).Provider.ResolveActorRef(OtherPath(path));

    protected async Task<IActorRef> FindAsync(string path) => await Sys.ActorSelection(OtherPath(path)).ResolveOne(RemainingOrDefault);

    protected override void AfterAll()
    {
        Shutdown(Other);
        base.AfterAll();
    }
}
