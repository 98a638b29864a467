namespace AkkaFederation.Node.Local;

/// <summary>
/// What demonstration and benchmarks ask of the federation, all from the outside and over the network as any user
/// would. The seam at which their orchestration is tested without processes.
/// </summary>
internal interface IFederationPort : IAsyncDisposable
{
    int Clients { get; }

    /// <summary>Proposes once, to the end; with <paramref name="certificate"/> the answer waits for a quorum of signatures.</summary>
    Task<ProposeResult> ProposeAsync(int client, ReadOnlyMemory<byte> payload, TimeSpan ttl, bool certificate, CancellationToken stop);

    /// <summary>Null where the node does not answer.</summary>
    Task<NodeView?> TryGetStatusAsync(string node, TimeSpan limit, CancellationToken stop);

    /// <summary>The committed proposals of a node's log in order.</summary>
    IAsyncEnumerable<LoggedProposal> ReadProposalsAsync(string node, CancellationToken stop);

    /// <summary>Root of a node's history tree over its first <paramref name="size"/> entries, in hexadecimal.</summary>
    Task<string> GetRootAsync(string node, ulong size, CancellationToken stop);

    /// <summary>Writes what a verifier has to trust: genesis.json and the voters' public keys.</summary>
    Task WriteTrustAsync(string node, string folder, CancellationToken stop);
}

/// <summary>Names a proposal for ever: its origin, the logged session and the number in it.</summary>
internal readonly record struct ProposalName(string Origin, ulong Session, ulong Seq);

internal enum ProposeOutcome
{
    Committed,
    Aborted,
    Expired,
    Indeterminate,
}

/// <param name="Index">Where it stands in the log, if committed.</param>
/// <param name="Certificate">The certificate as one line of JSON, if committed.</param>
internal sealed record ProposeResult(ProposeOutcome Outcome, ProposalName Name, ulong Index = 0, string? Certificate = null)
{
    /// <summary>Why it was refused, for people.</summary>
    public string Reason { get; init; } = "";
}

internal readonly record struct LoggedProposal(ulong Index, ProposalName Name);

/// <summary>A node as it describes itself.</summary>
internal sealed record NodeView(
    string Did, string Role, ulong Term, string? Leader, ulong CommitIndex, IReadOnlyList<PeerLine> Peers)
{
    public bool IsLeader => Role == "LEADER";
}

internal sealed record PeerLine(string Did, string Status, double? RttMs);
