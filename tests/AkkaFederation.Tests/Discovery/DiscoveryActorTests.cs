using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using AkkaFederation.Discovery;
using AkkaFederation.Hosting;
using AkkaFederation.Membership;
using AkkaFederation.Tests.Hosting;

namespace AkkaFederation.Tests.Discovery;

/// <summary>The discovery room beside a probe that plays membership.</summary>
public sealed class DiscoveryActorTests : TestKit
{
    private const string Seed = "akka.ssl.tcp://federation@127.0.0.1:2";
    private readonly TestProbe _membership;
    private readonly TestProbe _guardian;

    public DiscoveryActorTests()
    {
        _membership = CreateTestProbe();
        _guardian = CreateTestProbe();
    }

    [Fact]
    public void It_serves_at_once_and_hands_the_configured_seeds_to_membership()
    {
        Start("seed-nodes = [\"127.0.0.1:2\"]");
        _guardian.ExpectMsg<RoomMessage.Ready>();
        AssertConfigured(_membership.ExpectMsg<ContactHints>());
    }

    [Fact]
    public void A_membership_actor_that_was_made_anew_is_told_again()
    {
        var discovery = Start("seed-nodes = [\"127.0.0.1:2\"]");
        AssertConfigured(_membership.ExpectMsg<ContactHints>());
        discovery.Tell(GiveContactHints.Instance, TestActor);
        AssertConfigured(ExpectMsg<ContactHints>());
    }

    private static void AssertConfigured(ContactHints hints)
    {
        Assert.Equal(ContactHints.Configured, hints.Source);
        Assert.Equal([Seed], hints.Addresses.ToArray());
    }

    // Under a guardian of the test's, where "../membership" is the probe.
    private IActorRef Start(string federation)
    {
        var runtime = TestRuntime.Create(federation);
        var (membership, guardian) = (_membership.Ref, _guardian.Ref);
        return Sys.ActorOf(Props.Create(() => new Guardian(runtime, membership, guardian))).Ask<IActorRef>("discovery").Result;
    }

    private sealed class Guardian : UntypedActor
    {
        private readonly IActorRef _guardian;
        private readonly IActorRef _discovery;

        public Guardian(FederationRuntime runtime, IActorRef membership, IActorRef guardian)
        {
            _guardian = guardian;
            Context.ActorOf(Props.Create(() => new Forwarder(membership)), FederationRooms.Membership);
            _discovery = Context.ActorOf(DiscoveryActor.Props(runtime), FederationRooms.Discovery);
        }

        protected override void OnReceive(object message)
        {
            if (message is string) Sender.Tell(_discovery);
            else _guardian.Forward(message);
        }
    }

    private sealed class Forwarder(IActorRef to) : UntypedActor
    {
        protected override void OnReceive(object message) => to.Forward(message);
    }
}
