namespace AkkaFederation.Tests.Consensus;

/// <summary>Nodes whose log is in the write-ahead journal: the same promises as on a database.</summary>
public sealed class WriteAheadJournalTests
{
    private const string FoundAlone = "bootstrap-expect = 1, journal = wal";

    [StandaloneFact(StandaloneFactAttribute.PeerIdentity)]
    public async Task A_federation_of_three_commits_and_certifies()
    {
        await using var federation = new TestFederation(3, "bootstrap-expect = 3, journal = wal");
        await federation.StartAll();
        await using var client = federation.Client();
        var outcome = Assert.IsType<ProposalOutcome.Committed>(await client.ProposeAsync("x"u8.ToArray(), new ProposeOptions { Ttl = TestFederation.Patience }));
        Assert.NotNull(outcome.Certificate);
    }

    [StandaloneFact(StandaloneFactAttribute.PeerIdentity)]
    public async Task A_federation_of_one_keeps_its_log_over_a_restart()
    {
        await using var federation = new TestFederation(1, FoundAlone);
        await federation.StartAll();
        await using var client = federation.Client();
        var first = Assert.IsType<ProposalOutcome.Committed>(await client.ProposeAsync("first"u8.ToArray()));
        var root = await client.GetLogRootAsync(federation.AddressOf("node1"), first.Index);
        await federation.Stop("node1");
        federation.Start("node1");
        await federation.WhenReady();
        await using var again = federation.Client();
        Assert.Equal(root.Root, (await again.GetLogRootAsync(federation.AddressOf("node1"), first.Index)).Root);
    }

    [StandaloneFact(StandaloneFactAttribute.PeerIdentity)]
    public async Task A_journal_of_another_node_is_refused_by_name()
    {
        await using var federation = new TestFederation(1, FoundAlone);
        await federation.StartAll();
        await federation.Stop("node1");
        federation.AddIdentity("other");
        Directory.Move(federation.DataFolder("node1"), federation.DataFolder("other"));
        var error = await federation.Start("other").WhenEnded.WaitAsync(TestFederation.Patience);
        Assert.Contains($"belongs to node {federation.NameOf("node1")} of cluster 'test'", error.Message, StringComparison.Ordinal);
    }
}
