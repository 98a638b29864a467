namespace AkkaFederation.Consensus;

/// <summary>What the room counts; read by status requests.</summary>
internal sealed class ConsensusCounters
{
    public long Committed { get; set; }

    public long Aborted { get; set; }

    public long Expired { get; set; }

    public long Indeterminate { get; set; }

    public long RoleTransitions { get; set; }

    public long Writes { get; set; }

    /// <summary>Times that the oldest part of the log was given up.</summary>
    public long Compactions { get; set; }

    /// <summary>Messages whose connection is not the voter that they claim to be from, or that were meant for another node.</summary>
    public long RefusedIdentity { get; set; }

    /// <summary>Messages about another log.</summary>
    public long RefusedGenesis { get; set; }

    /// <summary>Links, evidence and statements told by others that did not hold.</summary>
    public long RefusedProofs { get; set; }

    /// <summary>Pieces of evidence of equivocation that are kept.</summary>
    public long Evidence { get; set; }

    /// <summary>Votes whose signature is wrong.</summary>
    public long RefusedVotes { get; set; }

    /// <summary>Snapshots of others that have taken the place of the log.</summary>
    public long SnapshotsInstalled { get; set; }

    public IEnumerable<(string Name, long Value)> All(ConsensusCore? core, SnapshotStatus snapshots) =>
    [
        ("snapshots.mark", (long)(core?.Raft.Snapshot?.Mark ?? 0)),
        ("snapshots.installed", SnapshotsInstalled),
        ("snapshots.passed-over", core?.Checkpoints.PassedOver ?? 0),
        ("snapshots.pieces-sent", snapshots.ChunksSent),
        ("snapshots.pieces-fetched", snapshots.ChunksFetched),
        ("snapshots.refused", snapshots.Refused),
        ("consensus.apply-backlog", (long)(core?.Machine?.Backlog ?? 0)),
        ("consensus.first-index", (long)(core?.Raft.Log.FirstIndex ?? 0)),
        ("consensus.committed", Committed),
        ("consensus.aborted", Aborted),
        ("consensus.expired", Expired),
        ("consensus.indeterminate", Indeterminate),
        ("consensus.pending", core?.Desk.Pending ?? 0),
        ("consensus.role-transitions", RoleTransitions),
        ("consensus.writes", Writes),
        ("consensus.compactions", Compactions),
        ("consensus.log.first-index", (long)(core?.Raft.Log.FirstIndex ?? 0)),
        ("consensus.log.entries-in-memory", core is null ? 0 : (long)(core.Raft.Log.LastIndex + 1 - core.Raft.Log.WindowFirst)),
        ("consensus.log.bytes-in-memory", core?.Raft.Log.WindowWeight ?? 0),
        ("consensus.log.tiles-stored", (long)(core?.Raft.Log.Tree.Stored ?? 0)),
        ("consensus.refused.identity", RefusedIdentity),
        ("consensus.refused.genesis", RefusedGenesis),
        ("consensus.refused.votes", RefusedVotes),
        ("consensus.refused.protocol", core?.Raft.Refused ?? 0),
        ("consensus.refused.proofs", RefusedProofs),
        ("consensus.evidence", Evidence),
        ("consensus.refused.signatures", core?.RejectedSignatures ?? 0),
    ];

    public void Count(ProposalVerdict verdict)
    {
        switch (verdict)
        {
            case ProposalVerdict.Committed: Committed++; break;
            case ProposalVerdict.Aborted: Aborted++; break;
            case ProposalVerdict.Expired: Expired++; break;
            case ProposalVerdict.Indeterminate: Indeterminate++; break;
        }
    }
}
