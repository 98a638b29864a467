namespace AkkaFederation.Consensus;

/// <summary>What a desk tells its proposals apart by: a proposal and its resolution have the same key.</summary>
internal readonly record struct PendingKey(ProposalKey Key, EntryKind Kind)
{
    public static PendingKey Of(in ProposalKey key, EntryKind kind) =>
        new(key, kind is EntryKind.Resolved or EntryKind.SessionClosed ? kind : EntryKind.Proposal);
}
