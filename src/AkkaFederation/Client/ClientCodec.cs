using AkkaFederation.Consensus;
using AkkaFederation.Identity;
using AkkaFederation.Wire;

namespace AkkaFederation.Client;

/// <summary>Answers of nodes as the client hands them to its user.</summary>
internal static class ClientCodec
{
    public static NodeStatus Decode(StatusReply reply) => new()
    {
        Id = Did.Parse(reply.Did),
        Role = reply.Role,
        Term = reply.Term,
        Leader = reply.Leader.Length == 0 ? null : Did.Parse(reply.Leader),
        CommitIndex = reply.CommitIndex,
        LastIndex = reply.LastIndex,
        Peers = [.. reply.Peers.Select(p => new PeerView(Did.Parse(p.Did), p.Endpoint, p.Status, p.RttMs < 0 ? null : p.RttMs))],
        Uptime = TimeSpan.FromMilliseconds(reply.UptimeMs),
        Counters = new SortedDictionary<string, long>(reply.Counters.ToDictionary(c => c.Name, c => c.Value), StringComparer.Ordinal),
    };

    public static LogRecord Decode(LogEntry entry) => new()
    {
        Index = entry.Index,
        Term = entry.Term,
        Time = DateTimeOffset.FromUnixTimeMilliseconds((long)entry.Time),
        Kind = entry.Kind,
        Origin = entry.Origin.IsEmpty ? null : entry.Origin,
        Session = entry.Session,
        Proposal = entry.Origin.IsEmpty ? null : new ProposalId(entry.ProposalTerm, entry.Seq, entry.Origin),
        Payload = entry.Payload,
    };

    public static LogEntry Encode(LogRecord record) => new()
    {
        Index = record.Index,
        Term = record.Term,
        Time = (ulong)record.Time.ToUnixTimeMilliseconds(),
        Kind = record.Kind,
        Origin = record.Origin ?? default,
        Session = record.Session,
        ProposalTerm = record.Proposal?.Term ?? 0,
        Seq = record.Proposal?.Seq ?? 0,
        Payload = record.Payload,
    };

    /// <summary>The certificate of an outcome; null if it carries none.</summary>
    public static CommitCertificate? Certificate(Outcome outcome, ProposalAnswers answers, ClientProposal proposal)
    {
        if (outcome.Seal == 0 || outcome.Seal > answers.Seals.Count) return null;
        var seal = answers.Seals[(int)outcome.Seal - 1];
        return new CommitCertificate
        {
            Leaf = outcome.Leaf.ToByteArray(),
            Path = [.. outcome.Path.ToByteArray().Chunk(TreeHash.Length)],
            Statement = seal.Statement.ToByteArray(),
            Signatures = SealCodec.Decode(seal.Signatures),
            Proposal = IdOf(outcome, proposal),
            Session = outcome.Session,
            Payload = proposal.Kind == EntryKind.Resolved ? null : proposal.Payload,
            CommittedAt = DateTimeOffset.FromUnixTimeMilliseconds((long)outcome.CommittedAtMs),
        };
    }

    // Who resolves a proposal may not know the term that its origin knew; the entry does.
    private static ProposalId IdOf(Outcome outcome, ClientProposal proposal) =>
        proposal.Kind == EntryKind.Resolved && Leaf.TryRead(outcome.Leaf.Span, out var leaf, out _) ? proposal.Id with { Term = leaf.ProposalTerm } : proposal.Id;
}
