using AkkaFederation;
using AkkaFederation.Consensus;
using AkkaFederation.Hosting;
using AkkaFederation.Identity;
using AkkaFederation.Node.Cli;
using AkkaFederation.Node.Local;
using AkkaFederation.Settings;

namespace Processes;

/// <summary>Exports of logs that are larger than memory, and of logs whose beginning is gone.</summary>
public sealed class LargeExportTests : IDisposable
{
    private readonly Home _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task An_export_twice_as_large_as_the_memory_allowed_is_verified()
    {
        const long heap = 64 << 20;
        var log = _home["large.jsonl"];
        Write(log, entries: 70_000, payload: 1300);
        Assert.True(new FileInfo(log).Length > 2 * heap, $"only {new FileInfo(log).Length} bytes");
        var verified = await FedProcess.RunWithHeapAsync(heap, "verify", "--trust", _home["trust"], log);
        Assert.True(verified.Code == ExitCode.Ok, verified.Error);
        Assert.Contains("entries 1 to 70000 are those of the certified log", verified.Output, StringComparison.Ordinal);
    }

    [PythonFact]
    public async Task A_compacted_log_says_where_it_begins_and_is_exported_from_there()
    {
        _home.Configure(cluster: WorkFolder.ClusterId, more: "consensus { snapshot-every = 20, snapshot-keep = 0 }");
        _home.NewIdentity("client");
        await using var node = FedProcess.Start("node", "--config", _home.Config, "--json");
        await node.LineAsync(NodeEvents.ReadyPrefix);
        await CompactAsync();

        var refused = await FedProcess.RunAsync("log", "export", "--out", _home["whole.jsonl"], "--config", _home.Config);
        Assert.Equal(ExitCode.BadInput, refused.Code);
        Assert.Matches("has compacted its log and begins at entry [0-9]+: begin with --from [0-9]+", refused.Error);
        var from = System.Text.RegularExpressions.Regex.Match(refused.Error, "--from ([0-9]+)").Groups[1].Value;
        var exported = await FedProcess.RunAsync("log", "export", "--out", _home["rest.jsonl"], "--from", from, "--config", _home.Config);
        Assert.True(exported.Code == ExitCode.Ok, exported.Error);
        var verified = await FedProcess.RunAsync("verify", "--trust", _home["trust"], _home["rest.jsonl"]);
        Assert.True(verified.Code == ExitCode.Ok, verified.Error);
        var python = await PythonVerifier.RunAsync(_home["trust"], _home["rest.jsonl"]);
        Assert.True(python.Code == ExitCode.Ok, python.Error);
    }

    // Proposes until the node has dropped its first entries.
    private async Task CompactAsync()
    {
        var address = $"127.0.0.1:{_home.Port}";
        var system = FederationSystem.CreateClient(FederationConfiguration.Parse(LocalConfiguration.OfClients(_home["client"])), new FederationOptions { Clock = TimeProvider.System });
        try
        {
            await using var client = FederationClient.Create(system, [address]);
            Trust((await client.GetGenesisAsync(address))!, (await client.GetGenesisJsonAsync(address))!);
            for (var i = 0; i < 500 && !await IsCompactedAsync(client, address); i++)
                Assert.IsType<ProposalOutcome.Committed>(await client.ProposeAsync(new byte[100], new ProposeOptions { Ttl = FedProcess.Patience }));
            Assert.True(await IsCompactedAsync(client, address), "the node has dropped nothing");
        }
        finally
        {
            await system.Terminate();
        }
    }

    private static async Task<bool> IsCompactedAsync(FederationClient client, string address)
    {
        try
        {
            await foreach (var _ in client.ReadLogAsync(address, 1)) return false;
            return false;
        }
        catch (LogCompactedException)
        {
            return true;
        }
    }

    private void Write(string path, int entries, int payload)
    {
        var signer = EcdsaP256Signer.Generate();
        var genesis = Genesis.Create("large", [signer.Id]);
        var signed = new SignedGenesis(genesis, [new SignedBy(signer.Id, signer.Sign(genesis.Document))]);
        Trust(genesis, GenesisJson.Write(signed));
        using var file = new StreamWriter(path) { NewLine = "\n" };
        var writer = LogExportWriter.Begin(new ExportHeader(signed, 1, (ulong)entries, []), out var header);
        file.WriteLine(header);
        while (writer.Next <= (ulong)entries)
            file.WriteLine(writer.Entry(new LogEntry { Index = writer.Next, Term = 1, Time = writer.Next, Kind = EntryKind.NoOp, Payload = new byte[payload] }));
        var seal = SealStatement.Create(genesis.Hash, 0, 1, (ulong)entries, writer.Tree.Root());
        file.WriteLine(writer.End(new ExportEnd
        {
            Root = writer.Tree.Root(), Statement = seal.Bytes, Signatures = [new SignedBy(signer.Id, signer.Sign(seal.Bytes))], Path = [],
        }));
    }

    private void Trust(Genesis genesis, string json)
    {
        Directory.CreateDirectory(_home["trust/voters"]);
        File.WriteAllText(_home["trust/genesis.json"], json);
        File.WriteAllText(_home["trust/voters/1.pem"], PublicKeys.ToPem(genesis.Members[0]));
    }
}
