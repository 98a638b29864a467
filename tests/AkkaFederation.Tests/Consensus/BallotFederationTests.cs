using System.Text;
using AkkaFederation.Consensus;

namespace AkkaFederation.Tests.Consensus;

/// <summary>Ballots, resolutions and streams over mutual TLS and SQLite.</summary>
public sealed class BallotFederationTests
{
    private static readonly BallotOptions Patient = new() { Ttl = TimeSpan.FromSeconds(60) };

    [StandaloneFact(StandaloneFactAttribute.PeerIdentity)]
    public async Task A_ballot_is_granted_by_policy_and_its_votes_verify()
    {
        await using var federation = new TestFederation(3);
        await federation.StartAll();
        await using var client = federation.Client();

        var ballot = await client.ProposeBallotAsync("admit node7"u8.ToArray(), Patient).WaitAsync(TestFederation.Patience);

        Assert.Equal((BallotOutcome.Committed, 2, true), (ballot.Outcome, ballot.Quorum, ballot.HasVeto));
        Assert.Equal("admit node7", Encoding.UTF8.GetString(ballot.Subject.Span));
        Assert.Equal(federation.Nodes.Select(federation.NameOf).Order(), ballot.Electorate);
        Assert.True(ballot.Votes.Count(v => v.Choice == BallotChoice.Granted) >= 2);
        var log = await ReadAsync(client, federation.AddressOf("node1"));
        var genesis = await client.GetGenesisAsync(federation.AddressOf("node1"));
        var opening = BallotOpening.HashOf(log[(int)ballot.Number - 1].Payload.Span);
        foreach (var vote in ballot.Votes)
            Assert.True(new AkkaFederation.Identity.EcdsaP256Scheme().Verify(vote.Elector, BallotVoteStatement.Create(genesis!.Hash, ballot.Number, opening, vote.Choice), vote.Signature));
        Assert.Equal(EntryKind.BallotDecided, log[(int)ballot.DecidedAt!.Value - 1].Kind);
    }

    [StandaloneFact(StandaloneFactAttribute.PeerIdentity)]
    public async Task A_vote_by_hand_is_the_node_s_own_and_final_and_a_veto_ends_it()
    {
        await using var federation = new TestFederation(1);
        federation.Start("node1", "consensus.ballot-policy = ask");
        await federation.WhenReady();
        await using var client = federation.Client();
        await using var own = FederationClient.Embedded(federation.System("node1"));
        var address = federation.AddressOf("node1");
        var number = await client.OpenBallotAsync("spend"u8.ToArray(), Patient);
        Assert.Equal(BallotOutcome.Open, (await client.GetBallotAsync(address, number)).Outcome);

        var foreign = await Assert.ThrowsAsync<InvalidOperationException>(() => client.VoteAsync(address, number, BallotChoice.Granted));
        Assert.Contains("itself says how it votes", foreign.Message);
        await own.VoteAsync("local", number, BallotChoice.Veto);

        Assert.Equal(BallotOutcome.Aborted, (await client.GetBallotAsync(address, number, TimeSpan.FromSeconds(20))).Outcome);
        var late = await Assert.ThrowsAsync<InvalidOperationException>(() => own.VoteAsync("local", number, BallotChoice.Granted));
        Assert.Contains("is decided", late.Message);
        var none = await Assert.ThrowsAsync<InvalidOperationException>(() => client.GetBallotAsync(address, 1));
        Assert.Contains("is not known to this node", none.Message);
        Assert.Contains(await client.GetBallotsAsync(address), b => b.Number == number);
    }

    [StandaloneFact(StandaloneFactAttribute.PeerIdentity)]
    public async Task Commits_are_followed_from_any_index_and_a_decided_proposal_resolves_to_its_place()
    {
        await using var federation = new TestFederation(1);
        await federation.StartAll();
        await using var client = federation.Client();
        var address = federation.AddressOf("node1");
        var first = Assert.IsType<ProposalOutcome.Committed>(await client.ProposeAsync("one"u8.ToArray()));

        var follow = client.FollowCommitsAsync(address, first.Index).GetAsyncEnumerator();
        Assert.True(await follow.MoveNextAsync());
        Assert.Equal(("one", first.Index), (Encoding.UTF8.GetString(follow.Current.Payload.Span), follow.Current.Index));
        var next = follow.MoveNextAsync().AsTask();
        var second = Assert.IsType<ProposalOutcome.Committed>(await client.ProposeAsync("two"u8.ToArray()));
        Assert.True(await next.WaitAsync(TestFederation.Patience));
        Assert.Equal(second.Index, follow.Current.Index);
        await follow.DisposeAsync();

        var resolved = Assert.IsType<ProposalOutcome.Committed>(await client.ResolveAsync(first.Session, first.Id));
        Assert.Equal((first.Index, first.Id), (resolved.Index, resolved.Certificate!.Proposal));
        var fenced = Assert.IsType<ProposalOutcome.Aborted>(await client.ResolveAsync(first.Session, first.Id with { Seq = 500 }));
        Assert.Equal(AbortCause.Fenced, fenced.Cause);
        var unknown = await Assert.ThrowsAsync<InvalidOperationException>(() => client.ResolveAsync(9_999, first.Id));
        Assert.Contains("session 9999 is not open", unknown.Message);
    }

    [StandaloneFact(StandaloneFactAttribute.PeerIdentity)]
    public async Task After_the_end_nothing_is_left_unanswered()
    {
        await using var federation = new TestFederation(1);
        await federation.StartAll();
        var client = federation.Client();
        var outcomes = Enumerable.Range(0, 50).Select(i => client.ProposeAsync(BitConverter.GetBytes(i))).ToList();
        await client.DisposeAsync();
        await Task.WhenAll(outcomes).WaitAsync(TestFederation.Patience);
        Assert.Throws<ObjectDisposedException>(() => { _ = client.ProposeAsync("late"u8.ToArray()); });
    }

    private static async Task<List<LogRecord>> ReadAsync(FederationClient client, string node)
    {
        var log = new List<LogRecord>();
        await foreach (var record in client.ReadLogAsync(node, 1)) log.Add(record);
        return log;
    }
}
