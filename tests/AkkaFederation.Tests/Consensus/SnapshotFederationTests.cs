using System.Text;
using AkkaFederation.Consensus;

namespace AkkaFederation.Tests.Consensus;

/// <summary>Checkpoints and snapshots on whole nodes: actors, TLS, journal and snapshot store.</summary>
public sealed class SnapshotFederationTests
{
    private const string Often = "consensus { snapshot-every = 40, snapshot-keep = 5 }";

    [Fact]
    public async Task A_restart_begins_with_the_snapshot_and_keeps_state_results_and_sessions()
    {
        await using var federation = new TestFederation(1) { StateMachine = _ => new StateMachineTests.Tally() };
        federation.Start("node1", Often);
        await federation.WhenReady();
        await using var client = federation.Client();
        for (var i = 0; i < 100; i++) await client.ProposeAsync("1"u8.ToArray());
        await Mark(client, federation.AddressOf("node1"), 41);
        await federation.Stop("node1");

        federation.Start("node1", Often);
        await federation.WhenReady();
        await using var again = federation.Client();

        Assert.Equal("sum 100", await Sum(again, federation.AddressOf("node1")));
        var next = Assert.IsType<ProposalOutcome.Committed>(await again.ProposeAsync("5"u8.ToArray()));
        Assert.Equal("105", Encoding.UTF8.GetString(next.Result!.Value.Span));
        Assert.True(await Mark(again, federation.AddressOf("node1"), 41) > 40);
    }

    [Fact]
    public async Task A_follower_far_behind_fetches_the_snapshot_and_its_state_is_the_others()
    {
        await using var federation = new TestFederation(3) { StateMachine = _ => new StateMachineTests.Tally() };
        foreach (var node in new[] { "node1", "node2", "node3" }) federation.Start(node, Often);
        await federation.WhenReady();
        await using var client = federation.Client("node1", "node2");
        await client.ProposeAsync("1"u8.ToArray());
        await federation.Stop("node3");
        for (var i = 0; i < 300; i++) await client.ProposeAsync("1"u8.ToArray());
        await Counter(client, federation.AddressOf("node1"), "consensus.first-index", 30);
        await Counter(client, federation.AddressOf("node2"), "consensus.first-index", 30);

        federation.Start("node3", Often);
        var behind = federation.AddressOf("node3");
        await Mark(client, behind, 30);
        Assert.Equal(1, (await client.GetStatusAsync(behind)).Counters["snapshots.installed"]);

        Assert.Equal("sum 301", await Sum(client, behind));
        var root = await client.GetLogRootAsync(behind, 100);
        Assert.Equal((await client.GetLogRootAsync(federation.AddressOf("node1"), 100)).Root, root.Root);
        Assert.Equal(0, (await client.GetStatusAsync(behind)).Counters["snapshots.refused"]);

        // It is a member like any other, after another restart too.
        await federation.Stop("node3");
        federation.Start("node3", Often);
        await federation.Stop("node2");
        await using var other = federation.Client("node1", "node3");
        var outcome = Assert.IsType<ProposalOutcome.Committed>(await other.ProposeAsync("2"u8.ToArray(), new ProposeOptions { Ttl = TestFederation.Patience }));
        Assert.Equal("303", Encoding.UTF8.GetString(outcome.Result!.Value.Span));
    }

    [Fact]
    public async Task A_state_of_many_chunks_is_written_and_read()
    {
        await using var federation = new TestFederation(1) { StateMachine = _ => new Hoard() };
        federation.Start("node1", Often);
        await federation.WhenReady();
        await using var client = federation.Client();
        for (var i = 0; i < 60; i++) await client.ProposeAsync(new byte[50_000]);
        await Mark(client, federation.AddressOf("node1"), 41);
        await federation.Stop("node1");
        federation.Start("node1", Often);
        await federation.WhenReady();
        await using var again = federation.Client();

        Assert.Equal(3_000_000, BitConverter.ToInt64((await again.QueryAsync(federation.AddressOf("node1"), default)).Span));
    }

    [Fact]
    public async Task A_damaged_snapshot_ends_the_start_with_a_clear_error()
    {
        await using var federation = new TestFederation(1) { StateMachine = _ => new StateMachineTests.Tally() };
        federation.Start("node1", Often);
        await federation.WhenReady();
        await using var client = federation.Client();
        for (var i = 0; i < 60; i++) await client.ProposeAsync("1"u8.ToArray());
        await Mark(client, federation.AddressOf("node1"), 41);
        await federation.Stop("node1");
        await using (var database = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(federation.DataFolder("node1"), "federation.db")};Pooling=False"))
        {
            await database.OpenAsync();
            await using var command = database.CreateCommand();
            command.CommandText = "delete from snapshot where persistence_id like '%-snapshot-%'";
            Assert.True(await command.ExecuteNonQueryAsync() > 0);
        }

        var error = await federation.Start("node1", Often).WhenEnded.WaitAsync(TestFederation.Patience);

        Assert.Contains("chunk 0 of the snapshot of entry", error.Message);
        Assert.Contains("is missing", error.Message);
    }

    [Fact]
    public async Task E22_a_restored_back_up_refuses_to_vote_and_says_what_to_do()
    {
        await using var federation = new TestFederation(1) { StateMachine = _ => new StateMachineTests.Tally() };
        await federation.StartAll();
        await using (var client = federation.Client()) await client.ProposeAsync("1"u8.ToArray());
        await federation.Stop("node1");
        var backup = federation.DataFolder("node1") + "-backup";
        Copy(federation.DataFolder("node1"), backup);
        federation.Start("node1");
        await federation.WhenReady();
        await federation.Stop("node1");
        Directory.Delete(federation.DataFolder("node1"), recursive: true);
        Copy(backup, federation.DataFolder("node1"));

        var error = await federation.Start("node1").WhenEnded.WaitAsync(TestFederation.Patience);

        Assert.Contains("it is empty or a restored back-up", error.Message);
        Assert.Contains("Start this node with a new key and an empty data folder", error.Message);
        Assert.Equal(FederationStartException.UsageExitCode, error.ExitCode);
    }

    [Fact]
    public async Task E22_a_key_whose_database_is_gone_refuses_to_vote_though_nobody_else_is_there_to_tell()
    {
        await using var federation = new TestFederation(1);
        await federation.StartAll();
        await federation.Stop("node1");
        Directory.Delete(federation.DataFolder("node1"), recursive: true);

        var error = await federation.Start("node1").WhenEnded.WaitAsync(TestFederation.Patience);

        Assert.Contains("ends in term 0 with entry 0", error.Message);
    }

    [Fact]
    public void E22_the_record_beside_the_key_survives_a_torn_write_and_never_goes_back()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("fed-key-").FullName, "node.key.voted");
        var record = KeyRecord.Open(path);
        record.Write(3, 10);
        record.Write(7, 4);
        Assert.Equal((7UL, 10UL), (KeyRecord.Open(path).Term, KeyRecord.Open(path).Size));

        var bytes = File.ReadAllBytes(path);
        Array.Clear(bytes, 0, 512);
        File.WriteAllBytes(path, bytes);

        // The second write stood in the first place; what is left is the one before it.
        Assert.Equal((3UL, 10UL), (KeyRecord.Open(path).Term, KeyRecord.Open(path).Size));
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }

    private static async Task<string> Sum(FederationClient client, string node) => Encoding.UTF8.GetString((await client.QueryAsync(node, "sum"u8.ToArray())).Span);

    private static Task<long> Mark(FederationClient client, string node, long least) => Counter(client, node, "snapshots.mark", least);

    // The figure is asked for again when it has been answered: the rate is the node's own.
    private static async Task<long> Counter(FederationClient client, string node, string name, long least)
    {
        using var patience = new CancellationTokenSource(TestFederation.Patience);
        while (true)
        {
            var value = (await client.GetStatusAsync(node, patience.Token)).Counters[name];
            if (value >= least) return value;
            await Task.Yield();
        }
    }

    private sealed class Hoard : IStateMachine
    {
        private readonly MemoryStream _all = new();

        public ReadOnlyMemory<byte> Apply(in StateMachineEntry entry)
        {
            _all.Write(entry.Payload.Span);
            return default;
        }

        public ReadOnlyMemory<byte> Query(ReadOnlyMemory<byte> question) => BitConverter.GetBytes(_all.Length);

        public IStateSnapshot Snapshot() => StateSnapshot.Of(_all.ToArray());

        public void Restore(Stream snapshot) => snapshot.CopyTo(_all);
    }
}
