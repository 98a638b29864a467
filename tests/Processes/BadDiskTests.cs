using AkkaFederation.Node.Cli;
using AkkaFederation.Node.Local;
using AkkaFederation.Settings;
using Microsoft.Data.Sqlite;

namespace Processes;

/// <summary>
/// Real disks that are full, read-only or in somebody else's hands, under a node as a process, on both journals: one clear line,
/// nothing acknowledged that is not durable, and a log that is whole when the cause is removed. Disks that hang or fail are simulated.
/// </summary>
public sealed class BadDiskTests : IDisposable
{
    private static readonly TimeSpan Ttl = TimeSpan.FromSeconds(5);
    private readonly WorkFolder _folder = WorkFolder.Create(null, keep: false);
    private readonly int _port = FreePorts.Pick(1)[0];

    public BadDiskTests() => _folder.MakeIdentities(1);

    private string Address => $"127.0.0.1:{_port}";

    private string Data => Path.Combine(_folder.Node(0), "data");

    public void Dispose() => _folder.Dispose();

    [SmallDiskTheory]
    [InlineData("sqlite")]
    [InlineData("wal")]
    public async Task A_disk_that_fills_up_ends_the_node_with_all_that_was_acknowledged_on_it(string journal)
    {
        var config = Configure(journal);
        await using var disk = await SmallDisk.MountAsync(Data, 40);
        var acknowledged = new List<ProposalName>();
        await using (var node = Start(disk, config))
        {
            await node.LineAsync(NodeEvents.ReadyPrefix);
            await using var client = ClientPort.Connect(_folder, [Address], 1);
            await ProposeUntilRefusedAsync(client, acknowledged);
            var end = await node.EndAsync();
            Assert.Equal(ExitCode.Failed, end.Code);
            Assert.Contains("no space is left for the", end.Error, StringComparison.Ordinal);
            Assert.Contains("free space on its device and restart", end.Error, StringComparison.Ordinal);
        }

        Assert.True(acknowledged.Count > 20, $"{acknowledged.Count} acknowledged");
        await disk.RemountAsync("size=200m");
        await AssertHoldsAsync(disk, config, acknowledged);
    }

    [SmallDiskTheory]
    [InlineData("sqlite")]
    [InlineData("wal")]
    public async Task A_read_only_disk_is_refused_at_the_start(string journal)
    {
        var config = Configure(journal);
        await using var disk = await SmallDisk.MountAsync(Data, 40);
        await using (var first = Start(disk, config))
        {
            await first.LineAsync(NodeEvents.ReadyPrefix);
            await first.SignalAsync("KILL");
            await first.EndAsync();
        }

        await disk.RemountAsync("ro");
        await using (var readOnly = Start(disk, config))
        {
            var end = await readOnly.EndAsync();
            Assert.NotEqual(ExitCode.Ok, end.Code);
            Assert.True(end.Error.Contains("cannot be written", StringComparison.Ordinal) || end.Error.Contains("can be written", StringComparison.Ordinal), end.Error);
            Assert.DoesNotContain("   at ", end.Error, StringComparison.Ordinal);
        }

        await disk.RemountAsync("rw");
        await AssertHoldsAsync(disk, config, []);
    }

    [Fact]
    public async Task A_database_that_another_process_locks_stops_the_node_which_acknowledges_nothing_meanwhile()
    {
        var config = Configure("sqlite");
        var acknowledged = new List<ProposalName>();
        await using (var node = Start(null, config))
        {
            await node.LineAsync(NodeEvents.ReadyPrefix);
            await using var client = ClientPort.Connect(_folder, [Address], 1);
            acknowledged.Add((await ProposeAsync(client)).Name);
            await using (Lock())
            {
                Assert.NotEqual(ProposeOutcome.Committed, (await ProposeAsync(client)).Outcome);
                var end = await node.EndAsync();
                Assert.Equal(ExitCode.Failed, end.Code);
                Assert.Contains("is in use by another process", end.Error, StringComparison.Ordinal);
            }
        }

        await AssertHoldsAsync(null, config, acknowledged);
    }

    private string Configure(string journal)
    {
        var kind = Enum.Parse<JournalKind>(journal, ignoreCase: true);
        var config = Path.Combine(_folder.Node(0), "node.conf");
        File.WriteAllText(config, LocalConfiguration.OfNode("node-1", _port, [Address], 1, kind));
        return config;
    }

    private static FedProcess Start(SmallDisk? disk, string config) =>
        disk is null ? FedProcess.Start("node", "--config", config, "--json") : FedProcess.StartOn(disk, "node", "--config", config, "--json");

    private static Task<ProposeResult> ProposeAsync(ClientPort client) => client.ProposeAsync(0, new byte[60_000], Ttl, certificate: false, CancellationToken.None);

    private static async Task ProposeUntilRefusedAsync(ClientPort client, List<ProposalName> acknowledged)
    {
        while (true)
        {
            var result = await ProposeAsync(client);
            if (result.Outcome != ProposeOutcome.Committed) return;
            acknowledged.Add(result.Name);
        }
    }

    // As a tool that looks into the database and forgets to let go.
    private SqliteConnection Lock()
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(Data, "federation.db")};Pooling=False");
        connection.Open();
        using var begin = connection.CreateCommand();
        begin.CommandText = "BEGIN IMMEDIATE";
        begin.ExecuteNonQuery();
        return connection;
    }

    private async Task AssertHoldsAsync(SmallDisk? disk, string config, IReadOnlyList<ProposalName> acknowledged)
    {
        await using var node = Start(disk, config);
        await node.LineAsync(NodeEvents.ReadyPrefix);
        await using var client = ClientPort.Connect(_folder, [Address], 1);
        Assert.Equal(ProposeOutcome.Committed, (await ProposeAsync(client)).Outcome);
        var logged = new List<ProposalName>();
        await foreach (var one in client.ReadProposalsAsync(Address, CancellationToken.None)) logged.Add(one.Name);
        Assert.Equal(acknowledged, logged.Take(acknowledged.Count));
        Assert.Equal(logged.Count, logged.Distinct().Count());
        await node.SignalAsync("TERM");
        Assert.Equal(ExitCode.Ok, (await node.EndAsync()).Code);
    }
}
