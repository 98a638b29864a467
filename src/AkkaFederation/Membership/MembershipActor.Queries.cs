using AkkaFederation.Hosting;
using AkkaFederation.Identity;
using AkkaFederation.Wire;

namespace AkkaFederation.Membership;

/// <content>What clients ask: who the peers are, and why this node thinks of one of them as it does.</content>
internal sealed partial class MembershipActor
{
    private const int PeersPerReply = 256;

    private void OnPeersRequest(PeersRequest request)
    {
        var snapshot = _core.Snapshot();
        var reply = new PeersReply
        {
            Did = _runtime.Self.Value,
            Endpoint = _runtime.Endpoint,
            Incarnation = _core.Incarnation,
            LocalHealth = _core.LocalHealthScore,
        };
        foreach (var view in snapshot.Peers)
        {
            if (string.CompareOrdinal(view.Id.Value, request.After) <= 0) continue;
            reply.More = reply.Peers.Count == PeersPerReply;
            if (reply.More) break;
            reply.Peers.Add(ReportOf(view, _core.NameOf(view.Id), snapshot.At));
        }

        Sender.Tell(reply, Self);
    }

    private void OnWhyRequest(WhyRequest request)
    {
        var found = PeerLookup.Find(request.Peer, _core.Snapshot(), _core.NameOf, Context.System.Name);
        Sender.Tell(found.Problem.Length > 0 ? new WhyReply { Problem = found.Problem } : Why(_core.Explain(found.Peer)!), Self);
    }

    private static WhyReply Why(PeerExplanation why)
    {
        var reply = new WhyReply
        {
            Peer = ReportOf(why.View, why.Name, why.At),
            Reason = LogText.Escape(why.Reason),
            Required = why.Required,
            Forgotten = why.Forgotten,
        };
        reply.Observers.Add(why.Observers.Select(o => o.Value));
        reply.Chain.Add(why.Chain.Select(o => new PeerObservationLine
        {
            MsAgo = (long)(why.At - o.At).TotalMilliseconds,
            Kind = o.Kind.ToString(),
            By = o.By.Value,
            Via = o.Via.Value,
            Incarnation = o.Incarnation,
            Text = LogText.Escape(o.Describe()),
        }));
        return reply;
    }

    private static PeerReport ReportOf(MemberView view, string name, TimeSpan now) => new()
    {
        Did = view.Id.Value,
        Name = LogText.Escape(name),
        Endpoint = LogText.Escape(view.Endpoint),
        Status = view.Status.ToString().ToUpperInvariant(),
        Incarnation = view.Incarnation,
        RttMs = view.Rtt?.TotalMilliseconds ?? -1,
        Reliability = view.Reliability,
        Failures = view.Failures,
        LastSeenMsAgo = (long)(now - view.LastSeen).TotalMilliseconds,
    };
}
