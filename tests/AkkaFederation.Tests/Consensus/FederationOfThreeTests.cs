using System.Text;
using AkkaFederation.Consensus;

namespace AkkaFederation.Tests.Consensus;

/// <summary>The whole of consensus over mutual TLS and SQLite: found, elect, commit, certify, lose a leader, catch up.</summary>
public sealed class FederationOfThreeTests
{
    [StandaloneFact(StandaloneFactAttribute.PeerIdentity)]
    public async Task Proposals_from_anywhere_are_committed_once_in_one_order_and_certified()
    {
        await using var federation = new TestFederation(3);
        await federation.StartAll();
        await using var client = federation.Client();
        var verifier = new CertificateVerifier(await federation.Trust(client));

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => client.ProposeAsync(Encoding.UTF8.GetBytes($"proposal {i}"))));

        var committed = outcomes.Cast<ProposalOutcome.Committed>().ToList();
        Assert.Equal(300, committed.Select(c => c.Index).Distinct().Count());
        foreach (var outcome in committed) Assert.True(verifier.Verify(outcome.Certificate!, out var reason), reason);
        await AssertSameLogs(federation, client, committed);
    }

    [StandaloneFact(StandaloneFactAttribute.PeerIdentity)]
    public async Task After_the_leader_is_gone_others_go_on_and_it_catches_up_when_it_returns()
    {
        await using var federation = new TestFederation(3);
        await federation.StartAll();
        await using var client = federation.Client();
        var before = await client.ProposeAsync("before"u8.ToArray());
        Assert.IsType<ProposalOutcome.Committed>(before);
        var leader = await federation.Leader(client);

        await federation.Stop(leader);
        var during = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            client.ProposeAsync(Encoding.UTF8.GetBytes($"during {i}"), new ProposeOptions { Ttl = TestFederation.Patience })));
        federation.Start(leader);
        await federation.WhenReady();
        var after = await client.ProposeAsync("after"u8.ToArray(), new ProposeOptions { Ttl = TestFederation.Patience });

        await AssertSameLogs(federation, client, [.. during.Append(before).Append(after).Cast<ProposalOutcome.Committed>()]);
    }

    [StandaloneFact(StandaloneFactAttribute.PeerIdentity)]
    public async Task A_follower_forwards_and_an_embedded_client_proposes_as_its_node()
    {
        await using var federation = new TestFederation(3);
        await federation.StartAll();
        await using var remote = federation.Client();
        var leader = await federation.Leader(remote);
        var follower = federation.Nodes.First(n => n != leader);
        await using var embedded = FederationClient.Embedded(federation.System(follower));

        var outcome = Assert.IsType<ProposalOutcome.Committed>(await embedded.ProposeAsync("from within"u8.ToArray()));

        Assert.Equal(federation.NameOf(follower), outcome.Id.Origin);
        var verifier = new CertificateVerifier(await federation.Trust(remote));
        Assert.True(verifier.Verify(outcome.Certificate!, out var reason), reason);
    }

    [StandaloneFact(StandaloneFactAttribute.PeerIdentity)]
    public async Task S6_4_a_read_from_any_node_after_the_barrier_sees_what_was_committed_before()
    {
        await using var federation = new TestFederation(3);
        await federation.StartAll();
        await using var client = federation.Client();
        foreach (var node in federation.Nodes)
        {
            var committed = Assert.IsType<ProposalOutcome.Committed>(await client.ProposeAsync(Encoding.UTF8.GetBytes(node)));
            var index = await client.ReadIndexAsync(federation.AddressOf(node), TestFederation.Patience);
            Assert.True(index >= committed.Index);
            Assert.True((await client.GetStatusAsync(federation.AddressOf(node))).CommitIndex >= committed.Index);
        }

        foreach (var node in federation.Nodes.Skip(1).ToList()) await federation.Stop(node);
        await Assert.ThrowsAsync<TimeoutException>(() => client.ReadIndexAsync(federation.AddressOf("node1"), TimeSpan.FromMilliseconds(500)));
    }

    [StandaloneFact(StandaloneFactAttribute.PeerIdentity)]
    public async Task A_federation_of_one_keeps_its_log_over_a_restart()
    {
        await using var federation = new TestFederation(1);
        await federation.StartAll();
        await using var client = federation.Client();
        var first = Assert.IsType<ProposalOutcome.Committed>(await client.ProposeAsync("first"u8.ToArray()));
        var root = await client.GetLogRootAsync(federation.AddressOf("node1"), first.Index);

        await federation.Stop("node1");
        federation.Start("node1");
        await federation.WhenReady();
        await using var again = federation.Client();
        var second = Assert.IsType<ProposalOutcome.Committed>(await again.ProposeAsync("second"u8.ToArray()));

        Assert.True(second.Index > first.Index);
        Assert.Equal(root.Root, (await again.GetLogRootAsync(federation.AddressOf("node1"), first.Index)).Root);
    }

    [StandaloneFact(StandaloneFactAttribute.PeerIdentity)]
    public async Task A_database_of_another_node_is_refused_by_name()
    {
        await using var federation = new TestFederation(1);
        await federation.StartAll();
        await federation.Stop("node1");
        federation.AddIdentity("other");
        Directory.Move(federation.DataFolder("node1"), federation.DataFolder("other"));

        var error = await federation.Start("other").WhenEnded.WaitAsync(TestFederation.Patience);

        Assert.Contains($"belongs to node {federation.NameOf("node1")} of cluster 'test'", error.Message);
        Assert.Equal(FederationStartException.UsageExitCode, error.ExitCode);
    }

    [StandaloneFact(StandaloneFactAttribute.PeerIdentity)]
    public async Task E22_a_founder_whose_database_is_gone_takes_no_part_under_its_old_key()
    {
        await using var federation = new TestFederation(3);
        await federation.StartAll();
        await federation.Stop("node2");
        Directory.Delete(federation.DataFolder("node2"), recursive: true);

        // What the key's own record would say first is tested in SnapshotFederationTests; here the others say it.
        foreach (var record in Directory.GetFiles(Path.GetDirectoryName(federation.DataFolder("node2"))!, "node2.key.voted-*")) File.Delete(record);

        var error = await federation.Start("node2").WhenEnded.WaitAsync(TestFederation.Patience);

        Assert.Contains($"the key {federation.NameOf("node2")} has signed genesis", error.Message);
        Assert.Contains("restore the database, or start with a new key", error.Message);
        await using var client = federation.Client("node1", "node3");
        Assert.IsType<ProposalOutcome.Committed>(await client.ProposeAsync("without it"u8.ToArray(), new ProposeOptions { Ttl = TestFederation.Patience }));
    }

    [StandaloneFact(StandaloneFactAttribute.PeerIdentity)]
    public async Task Reading_beyond_the_commit_index_is_refused_and_status_tells_who_leads()
    {
        await using var federation = new TestFederation(3);
        await federation.StartAll();
        await using var client = federation.Client();
        await client.ProposeAsync("x"u8.ToArray());
        var leader = await federation.Leader(client);

        var status = await client.GetStatusAsync(federation.AddressOf(leader));

        Assert.Equal((federation.NameOf(leader), federation.NameOf(leader)), (status.Id, status.Leader!.Value));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => client.GetLogRootAsync(federation.AddressOf(leader), 1_000_000));
    }

    private static async Task AssertSameLogs(TestFederation federation, FederationClient client, IReadOnlyList<ProposalOutcome.Committed> committed)
    {
        var size = committed.Max(c => c.Index);
        var logs = new List<List<LogRecord>>();
        var roots = new List<string>();
        foreach (var node in federation.Nodes)
        {
            // A node answers what it has applied itself, and so has applied all that was committed before.
            await using var embedded = FederationClient.Embedded(federation.System(node));
            Assert.IsType<ProposalOutcome.Committed>(await embedded.ProposeAsync(Encoding.UTF8.GetBytes($"read {node}"), new ProposeOptions { Ttl = TestFederation.Patience }));
            var log = new List<LogRecord>();
            await foreach (var record in client.ReadLogAsync(federation.AddressOf(node), 1)) log.Add(record);
            logs.Add(log[..(int)size]);
            roots.Add(Convert.ToHexString((await client.GetLogRootAsync(federation.AddressOf(node), size)).Root));
        }

        Assert.Single(roots.Distinct());
        foreach (var log in logs)
        {
            Assert.Equal(logs[0].Select(r => (r.Index, r.Term, r.Session, r.Proposal)), log.Select(r => (r.Index, r.Term, r.Session, r.Proposal)));
            foreach (var outcome in committed) Assert.Single(log, r => r.Session == outcome.Session && r.Proposal == outcome.Id && r.Index == outcome.Index);
        }
    }
}
