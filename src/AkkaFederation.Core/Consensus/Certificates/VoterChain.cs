using System.Security.Cryptography;
using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// What is known of a federation's voters from its genesis on: one configuration for each epoch, each proven by a
/// <see cref="Link"/> from the one before. By it a statement's epoch selects the voters whose signatures count.
/// </summary>
/// <remarks>
/// Invariants: 1. epochs ascend, the first is 0 (the genesis). 2. each configuration names the epoch before it. 3. each but the
/// first was committed by majorities of the voters before and of its own.
/// </remarks>
internal sealed class VoterChain(Genesis genesis)
{
    private readonly List<VoterConfiguration> _epochs = [VoterConfiguration.Found(genesis.Members)];
    private readonly List<Link> _links = [];

    public Genesis Genesis { get; } = genesis;

    /// <summary>The newest configuration that is proven.</summary>
    public VoterConfiguration Newest => _epochs[^1];

    /// <summary>The links, oldest first.</summary>
    public IReadOnlyList<Link> Links => _links;

    public VoterChain Copy()
    {
        var copy = new VoterChain(Genesis);
        copy._epochs.AddRange(_epochs.Skip(1));
        copy._links.AddRange(_links);
        return copy;
    }

    /// <summary>Whether this key was ever a proven voter.</summary>
    public bool EverVoted(Did id) => _epochs.Exists(e => e.IsVoter(id));

    /// <summary>
    /// The voters under whom a statement of this epoch and size counts; if there are none, <paramref name="reason"/> says why. A
    /// statement whose size reaches the next known configuration entry must be of that epoch: former voters decide nothing.
    /// </summary>
    public bool TryGet(ulong epoch, ulong size, out VoterConfiguration voters, out string reason)
    {
        voters = VoterConfiguration.None;
        reason = "";
        var place = _epochs.FindIndex(e => e.Epoch == epoch);
        if (place < 0)
            reason = epoch > Newest.Epoch
                ? $"epoch {epoch} is not known: the links from the genesis lead to epoch {Newest.Epoch}"
                : $"epoch {epoch} is none of the federation's";
        else if (place + 1 < _epochs.Count && size >= _epochs[place + 1].Epoch)
            reason = $"the statement of epoch {epoch} covers entry {_epochs[place + 1].Epoch}, which changed the voters";
        else voters = _epochs[place];
        return reason.Length == 0;
    }

    /// <summary>Takes the next link in; one that is known already changes nothing.</summary>
    public bool TryAdd(Link link, ISignatureVerifier signatures, out string reason)
    {
        if (!Leaf.TryRead(link.Leaf, out var leaf, out var error)) reason = $"the leaf is malformed: {error}";
        else if (!SealStatement.TryRead(link.Statement, out var seal, out error)) reason = $"the statement is malformed: {error}";
        else if (IsKnown(link, leaf)) reason = "";
        else if (CheckEntry(link, leaf, seal, out var next) is { } wrong) reason = wrong;
        else
        {
            reason = CheckSignatures(link, next, signatures) ?? "";
            if (reason.Length > 0) return false;
            _epochs.Add(next);
            _links.Add(link);
        }

        return reason.Length == 0;
    }

    private bool IsKnown(Link link, Leaf leaf) => _links.Exists(l => l.Epoch == leaf.Index && l.Leaf.AsSpan().SequenceEqual(link.Leaf));

    private string? CheckEntry(Link link, Leaf leaf, SealStatement seal, out VoterConfiguration next)
    {
        next = VoterConfiguration.None;
        if (leaf.Kind != EntryKind.Configuration) return $"entry {leaf.Index} is no configuration";
        if (!seal.Genesis.SequenceEqual(Genesis.Hash)) return "the statement belongs to another genesis";
        if (seal.Epoch != leaf.Index) return $"the statement is of epoch {seal.Epoch}, not of entry {leaf.Index}";
        if (leaf.Index > seal.Size) return $"entry {leaf.Index} lies beyond the sealed size {seal.Size}";
        if (leaf.Term > seal.Term) return $"the entry's term {leaf.Term} is above the statement's {seal.Term}";
        if (!HoldsPayload(leaf, link.Payload)) return "the payload is not the leaf's";
        if (!VoterConfiguration.TryRead(link.Payload, leaf.Index, out next, out var error)) return $"the configuration is malformed: {error}";
        if (next.Previous != Newest.Epoch)
            return $"the configuration of entry {leaf.Index} follows that of epoch {next.Previous}, and the chain leads to epoch {Newest.Epoch}";
        if (next.VotersApart(Newest) > 1) return $"the configuration of entry {leaf.Index} changes more than one voter";
        Span<byte> hash = stackalloc byte[TreeHash.Length];
        TreeHash.Leaf(link.Leaf, hash);
        return InclusionProof.Verify(leaf.Index - 1, seal.Size, hash, link.Path, seal.Root)
            ? null
            : "the path does not lead from the leaf to the statement's root";
    }

    private string? CheckSignatures(Link link, VoterConfiguration next, ISignatureVerifier signatures)
    {
        if (SignerRules.Check(link.Statement, link.Signatures, id => Newest.IsVoter(id) || next.IsVoter(id), signatures) is { } wrong) return wrong;
        var (before, after) = (link.Signatures.Count(s => Newest.IsVoter(s.Signer)), link.Signatures.Count(s => next.IsVoter(s.Signer)));
        if (before < Newest.Majority) return $"{before} signatures of the voters before, where {Newest.Majority} of {Newest.Voters.Count} are needed";
        return after < next.Majority ? $"{after} signatures of the voters after, where {next.Majority} of {next.Voters.Count} are needed" : null;
    }

    private static bool HoldsPayload(Leaf leaf, byte[] payload) =>
        payload.Length == leaf.PayloadLength && SHA256.HashData(payload).AsSpan().SequenceEqual(leaf.PayloadHash);
}
