using Akka.Actor;
using AkkaFederation.Membership;

namespace AkkaFederation.Node.Hosting;

/// <summary>Hands what membership publishes to the reporter.</summary>
internal sealed class MembershipListener : ReceiveActor
{
    public MembershipListener(NodeReporter reporter) => Receive<PeerStatusChanged>(reporter.Changed);

    public static Props Props(NodeReporter reporter) => Akka.Actor.Props.Create(() => new MembershipListener(reporter));

    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(PeerStatusChanged));
}
