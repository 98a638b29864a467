using AkkaFederation.Node.Cli;
using AkkaFederation.Node.Local;

namespace Processes;

/// <summary>A node on the write-ahead journal, as a process: killed, spoilt, doubled.</summary>
public sealed class WriteAheadJournalTests : IDisposable
{
    private readonly Home _home = new();

    public WriteAheadJournalTests() => _home.Configure(more: "journal = wal");

    public void Dispose() => _home.Dispose();

    private string Segment => _home["node/data/journal/0000000000000001.wal"];

    [Fact]
    public async Task A_killed_node_starts_again_from_its_journal()
    {
        await LiveAndDieAsync();
        Assert.False(File.Exists(_home["node/data/federation.db"]), "a database was made");
        await using var node = FedProcess.Start("node", "--config", _home.Config, "--json");
        await node.LineAsync(NodeEvents.ReadyPrefix);
        await node.SignalAsync("TERM");
        Assert.Equal(ExitCode.Ok, (await node.EndAsync()).Code);
    }

    [Fact]
    public async Task A_second_process_on_the_same_folder_is_refused()
    {
        await using var node = FedProcess.Start("node", "--config", _home.Config, "--json");
        await node.LineAsync(NodeEvents.ReadyPrefix);
        var end = await FedProcess.RunAsync("node", "--config", _home.Config, "--port", "0");
        end.AssertRefused(ExitCode.BadInput, "journal", "in use by another process");
    }

    [Fact]
    public async Task A_flipped_bit_in_the_last_record_stops_the_node_with_file_and_place()
    {
        await LiveAndDieAsync();
        var content = File.ReadAllBytes(Segment);
        var last = content.AsSpan().LastIndexOfAnyExcept((byte)0) / 512 * 512;
        content[last + 40] ^= 1;
        File.WriteAllBytes(Segment, content);
        var end = await FedProcess.RunAsync("node", "--config", _home.Config);
        end.AssertRefused(ExitCode.BadInput, "0000000000000001.wal", $"is damaged at byte {last}");
        Assert.Equal(content, File.ReadAllBytes(Segment));
    }

    [Fact]
    public async Task A_journal_cut_short_stops_the_node()
    {
        await LiveAndDieAsync();
        using (var file = File.OpenWrite(Segment))
            file.SetLength(2048);
        (await FedProcess.RunAsync("node", "--config", _home.Config)).AssertRefused(ExitCode.BadInput, "0000000000000001.wal", "it has 2048 bytes");
    }

    [Fact]
    public async Task A_node_does_not_change_from_one_kind_of_journal_to_the_other()
    {
        await LiveAndDieAsync();
        _home.Configure(more: "journal = sqlite");
        (await FedProcess.RunAsync("node", "--config", _home.Config)).AssertRefused(ExitCode.BadInput, "data/journal", "set federation.journal = wal");
    }

    private async Task LiveAndDieAsync()
    {
        await using var node = FedProcess.Start("node", "--config", _home.Config, "--json");
        await node.LineAsync(NodeEvents.ReadyPrefix);
        await node.SignalAsync("KILL");
        await node.EndAsync();
    }
}
