using AkkaFederation.Consensus;

namespace AkkaFederation.Core.Tests.Consensus;

/// <summary>
/// Watches who votes: what a leader commits is on the disks of a majority of the voters, and a change of voters on those of a
/// majority of the old ones too; changes come one at a time; every certified epoch is linked to the one before it by
/// signatures of both; learners and strangers are in no quorum.
/// </summary>
internal sealed class SimVoterChecker(SimCluster cluster)
{
    private readonly TestVerifier _verifier = new();
    private readonly SortedDictionary<ulong, CertifiedSeal> _links = [];
    private readonly SortedSet<ulong> _changes = [];

    /// <summary>Answers to operators' changes, in the order in which they came.</summary>
    public List<ChangeReply> Replies { get; } = [];

    /// <summary>Epochs with a link.</summary>
    public IReadOnlyCollection<ulong> Links => _links.Keys;

    /// <summary>Committed changes.</summary>
    public int Changes => _changes.Count;

    public void OnEffects(SimNode node, bool committed)
    {
        var raft = node.Raft;
        raft.Log.Configurations.CheckInvariants();
        if (node.Core!.Newest is { } seal) OnNewest(node, seal);
        if (committed && raft.Role == RaftRole.Leader) OnCommit(raft);
        foreach (var configuration in raft.Log.Configurations.All)
        {
            if (configuration.Epoch > 0 && configuration.Epoch <= raft.Commit) _changes.Add(configuration.Epoch);
        }

        var uncommitted = raft.Log.Configurations.All.Count(c => c.Epoch > raft.Commit && raft.Log.Term(c.Epoch) == raft.Term);
        if (raft.Role == RaftRole.Leader) Assert.True(uncommitted <= 1, $"{cluster.Seed}: {uncommitted} changes of one leader at a time");
    }

    public void OnReply(ChangeReply reply)
    {
        Assert.True(Find(reply.Request) is null, $"{cluster.Seed}: a change was answered twice");
        Replies.Add(reply);
    }

    public ChangeReply? Find(ChangeRequest request) => Replies.Find(r => ReferenceEquals(r.Request, request));

    /// <summary>A certificate was given to a client: whoever trusts the genesis can follow the links to its epoch.</summary>
    public void OnSeal(CertifiedSeal seal)
    {
        var log = cluster.Checker.Committed;
        for (var epoch = seal.Statement.Epoch; epoch > 0;)
        {
            Assert.True(_links.ContainsKey(epoch), $"{cluster.Seed}: a certificate of epoch {epoch}, which nothing links");
            Assert.True(VoterConfiguration.TryRead(log[(int)epoch - 1].Payload.Span, epoch, out var configuration, out var error), error);
            epoch = configuration.Previous;
        }
    }

    private void OnNewest(SimNode node, CertifiedSeal seal)
    {
        var configurations = node.Raft.Log.Configurations;
        var voters = configurations.At(seal.Statement.Size);
        if (_links.TryGetValue(voters.Epoch, out var known) && (known.Statement.Size, known.Statement.Term) == (seal.Statement.Size, seal.Statement.Term)) return;
        Assert.Equal(voters.Epoch, seal.Statement.Epoch);
        Assert.True(voters.HasMajority(seal.Signatures.Select(s => s.Signer)), $"{cluster.Seed}: a seal of epoch {voters.Epoch} without its majority");
        if (voters.Epoch == 0 || _links.ContainsKey(voters.Epoch)) return;
        Assert.True(seal.Links(voters, configurations.Before(voters.Epoch)), $"{cluster.Seed}: the first seal of epoch {voters.Epoch} does not link");
        foreach (var signed in seal.Signatures.Concat(seal.Former))
            Assert.True(_verifier.Verify(signed.Signer, seal.Statement.Bytes, signed.Signature), $"{cluster.Seed}: a link with a wrong signature");
        _links.Add(voters.Epoch, seal);
    }

    private void OnCommit(RaftCore raft)
    {
        var (index, term) = (raft.Commit, raft.Log.Term(raft.Commit));
        var voters = raft.Log.Configurations.At(index);
        Assert.True(Holding(voters, index, term) >= voters.Majority, $"{cluster.Seed}: entry {index} is committed and on {Holding(voters, index, term)} of {voters.Voters.Count} voters' disks");
        if (voters.Epoch == 0 || _changes.Contains(voters.Epoch) || !cluster.RaftOptions.Rules.NeedsOldMajority) return;
        var before = raft.Log.Configurations.Before(voters.Epoch);
        var change = raft.Log.Term(voters.Epoch);
        Assert.True(Holding(before, voters.Epoch, change) >= before.Majority, $"{cluster.Seed}: the change of entry {voters.Epoch} lacks the old voters");
    }

    private int Holding(VoterConfiguration voters, ulong index, ulong term) => voters.Voters.Count(v => cluster[v].Disk.Holds(index, term));
}
