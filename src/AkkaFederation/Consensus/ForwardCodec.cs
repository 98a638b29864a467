using AkkaFederation.Identity;
using AkkaFederation.Wire;
using Google.Protobuf;

namespace AkkaFederation.Consensus;

/// <summary>Forwarded proposals to protobuf and back.</summary>
internal static class ForwardCodec
{
    public static Forward Encode(ForwardRequest m)
    {
        var origins = new OriginTable();
        var proto = new Forward { Term = m.Term };
        foreach (var (proposal, quorum) in m.Proposals)
        {
            proto.Items.Add(new ForwardItem
            {
                Origin = origins.Place(proposal.Key.Origin),
                Session = proposal.Key.Session,
                Seq = proposal.Key.Seq,
                ProposalTerm = proposal.ProposalTerm,
                Kind = (uint)proposal.Kind,
                Payload = UnsafeByteOperations.UnsafeWrap(proposal.Payload),
                RequiredQuorum = (uint)quorum,
            });
        }

        proto.Origins.Add(origins.Names);
        return proto;
    }

    public static ForwardRequest Decode(Did from, Did to, Forward proto)
    {
        var origins = new OriginTable(proto.Origins);
        return new ForwardRequest(from, to, proto.Term, [.. proto.Items.Select(i => Decode(i, origins))]);
    }

    public static ForwardRefused Encode(ForwardRefusal m) =>
        new()
        {
            Origin = m.Key.Origin.Value, Session = m.Key.Session, Seq = m.Key.Seq, Reason = m.Reason, Term = m.Term, Kind = (uint)m.Kind, Cause = (uint)m.Cause,
        };

    public static ForwardRefusal Decode(Did from, Did to, ForwardRefused proto)
    {
        if (proto.Kind > byte.MaxValue || !EntryKinds.IsProposed((EntryKind)proto.Kind)) throw new WireFormatException($"a refusal of kind {proto.Kind}");
        return new ForwardRefusal(from, to, proto.Term, new ProposalKey(Did.Parse(proto.Origin), proto.Session, proto.Seq), proto.Reason)
        {
            Kind = (EntryKind)proto.Kind,
            Cause = CauseCodec.Decode(proto.Cause),
        };
    }

    private static ForwardedProposal Decode(ForwardItem item, OriginTable origins)
    {
        var origin = origins[item.Origin];
        if (origin.IsEmpty) throw new WireFormatException("a forwarded proposal has no origin");
        if (item.Kind > byte.MaxValue || !EntryKinds.IsProposed((EntryKind)item.Kind)) throw new WireFormatException($"a forwarded proposal of kind {item.Kind}");
        if (item.RequiredQuorum > Genesis.MaxMembers) throw new WireFormatException($"a quorum of {item.RequiredQuorum}");
        var key = new ProposalKey(origin, item.Session, item.Seq);
        return new ForwardedProposal(new Proposal(key, (EntryKind)item.Kind, item.ProposalTerm, item.Payload.Memory), (int)item.RequiredQuorum);
    }
}
