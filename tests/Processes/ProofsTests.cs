using System.Text.Json;
using AkkaFederation;
using AkkaFederation.Consensus;
using AkkaFederation.Hosting;
using AkkaFederation.Identity;
using AkkaFederation.Node.Cli;
using AkkaFederation.Node.Local;
using AkkaFederation.Settings;

namespace Processes;

/// <summary>
/// What a stranger gets and verifies, from a node that runs: exports, certificates between which nothing changed, evidence;
/// each with the product's verifier and with the independent one.
/// </summary>
public sealed class ProofsTests : IAsyncLifetime
{
    private readonly Home _home = new();
    private FedProcess _node = null!;

    private string Trust => _home["trust"];

    public async Task InitializeAsync()
    {
        _home.Configure(cluster: WorkFolder.ClusterId);
        _home.NewIdentity("client");
        _node = FedProcess.Start("node", "--config", _home.Config, "--json");
        await _node.LineAsync(NodeEvents.ReadyPrefix);
        await WithClientAsync(async client =>
        {
            var genesis = (await client.GetGenesisAsync(Address))!;
            Directory.CreateDirectory(Path.Combine(Trust, "voters"));
            await File.WriteAllTextAsync(Path.Combine(Trust, "genesis.json"), await client.GetGenesisJsonAsync(Address));
            await File.WriteAllTextAsync(Path.Combine(Trust, "voters", "1.pem"), PublicKeys.ToPem(genesis.Members[0]));
            for (var i = 0; i < 12; i++)
            {
                var committed = Assert.IsType<ProposalOutcome.Committed>(await client.ProposeAsync(System.Text.Encoding.UTF8.GetBytes($"entry {i}"), new ProposeOptions { Ttl = FedProcess.Patience }));
                await File.AppendAllTextAsync(_home["certificates.jsonl"], CertificateJson.Write(committed.Certificate!) + "\n");
            }
        });
    }

    public async Task DisposeAsync()
    {
        await _node.DisposeAsync();
        _home.Dispose();
    }

    private string Address => $"127.0.0.1:{_home.Port}";

    [PythonFact]
    public async Task A_whole_log_is_exported_and_both_verifiers_agree_on_it_and_on_a_changed_byte()
    {
        var log = _home["log.jsonl"];
        var end = await FedAsync("log", "export", "--out", log, "--json");
        Assert.True(end.Code == ExitCode.Ok, end.Error);
        var report = JsonDocument.Parse(end.Output).RootElement;
        Assert.Equal(1, report.GetProperty("from").GetInt32());
        Assert.Equal(report.GetProperty("to").GetInt32() + 2, File.ReadLines(log).Count());

        var verified = await VerifyAsync(log, _home["certificates.jsonl"]);
        Assert.True(verified.Code == ExitCode.Ok, verified.Error);
        Assert.Contains($"root {report.GetProperty("root").GetString()}", verified.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Ok, (await PythonVerifier.RunAsync(Trust, log, _home["certificates.jsonl"])).Code);

        var bytes = await File.ReadAllBytesAsync(log);
        foreach (var at in Enumerable.Range(1, 8).Select(i => bytes.Length * i / 9))
        {
            var bent = bytes.ToArray();
            bent[at] ^= 1;
            await File.WriteAllBytesAsync(_home["bent.jsonl"], bent);
            var line = bytes.AsSpan(0, at).Count((byte)'\n') + 1;
            var (product, python) = (await VerifyAsync(_home["bent.jsonl"]), await PythonVerifier.RunAsync(Trust, _home["bent.jsonl"]));
            Assert.Equal((ExitCode.CheckFailed, ExitCode.CheckFailed), (product.Code, python.Code));
            Assert.Contains($"bent.jsonl:{line}: ", product.Error, StringComparison.Ordinal);
            Assert.Contains($"bent.jsonl:{line}: ", python.Error, StringComparison.Ordinal);
        }
    }

    [PythonFact]
    public async Task A_range_between_two_certificates_is_exported_and_verified()
    {
        var lines = await File.ReadAllLinesAsync(_home["certificates.jsonl"]);
        await File.WriteAllTextAsync(_home["first.jsonl"], lines[2] + "\n");
        await File.WriteAllTextAsync(_home["last.jsonl"], lines[9] + "\n");
        var end = await FedAsync("log", "export", "--out", _home["range.jsonl"], "--first", _home["first.jsonl"], "--last", _home["last.jsonl"]);
        Assert.True(end.Code == ExitCode.Ok, end.Error);
        Assert.Equal(ExitCode.Ok, (await VerifyAsync(_home["range.jsonl"])).Code);
        var python = await PythonVerifier.RunAsync(Trust, _home["range.jsonl"]);
        Assert.True(python.Code == ExitCode.Ok, python.Error);

        var proof = await FedAsync("log", "consistency", _home["first.jsonl"], _home["last.jsonl"]);
        await File.WriteAllTextAsync(_home["consistency.jsonl"], proof.Output);
        var verified = await VerifyAsync(_home["consistency.jsonl"]);
        Assert.Contains("1 consistency proofs hold", verified.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Ok, (await PythonVerifier.RunAsync(Trust, _home["consistency.jsonl"])).Code);
    }

    [Fact]
    public async Task An_interrupted_export_goes_on_and_a_finished_one_is_left_alone()
    {
        var log = _home["log.jsonl"];
        Assert.Equal(ExitCode.Ok, (await FedAsync("log", "export", "--out", log)).Code);
        var again = await FedAsync("log", "export", "--out", log);
        Assert.Equal(ExitCode.BadInput, again.Code);
        Assert.Contains("is there already: --resume goes on with it", again.Error, StringComparison.Ordinal);
        Assert.Contains("is complete already", (await FedAsync("log", "export", "--out", log, "--resume")).Error, StringComparison.Ordinal);

        var whole = await File.ReadAllBytesAsync(log);
        foreach (var length in new[] { whole.Length / 3, whole.Length / 2, whole.Length - 5 })
        {
            await File.WriteAllBytesAsync(log, whole[..length]);
            var resumed = await FedAsync("log", "export", "--out", log, "--resume");
            Assert.True(resumed.Code == ExitCode.Ok, resumed.Error);
            Assert.Equal(ExitCode.Ok, (await VerifyAsync(log)).Code);
        }
    }

    [Fact]
    public async Task What_cannot_be_exported_is_said_in_one_line()
    {
        Assert.Contains("are certified, not up to 1000000: lower --to", (await FedAsync("log", "export", "--out", _home["a"], "--to", "1000000")).Error, StringComparison.Ordinal);
        Assert.Contains("entries 9 to 3 are no range", (await FedAsync("log", "export", "--out", _home["b"], "--from", "9", "--to", "3")).Error, StringComparison.Ordinal);
        Assert.Contains("--first and --last belong together", (await FedAsync("log", "export", "--out", _home["c"], "--first", _home["certificates.jsonl"])).Error, StringComparison.Ordinal);
        Assert.Contains("--from takes the index of an entry", (await FedAsync("log", "export", "--out", _home["d"], "--from", "x")).Error, StringComparison.Ordinal);
        Assert.Contains("has not committed an entry 100000", (await FedAsync("log", "show", "100000")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Entries_are_shown()
    {
        var shown = await FedAsync("log", "show", "3", "--json");
        Assert.Equal("entry 0", JsonDocument.Parse(shown.Output).RootElement.GetProperty("text").GetString());
        var tail = await FedAsync("log", "tail", "--lines", "2");
        Assert.Equal(2, tail.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("entry 11", tail.Output, StringComparison.Ordinal);
        Assert.Equal("", (await FedAsync("log", "links")).Output);
    }

    [PythonFact]
    public async Task A20_two_contradicting_certificates_make_evidence_that_a_node_keeps_and_anybody_verifies()
    {
        // The node's own key signs another history of the same length and term.
        using var key = System.Security.Cryptography.ECDsa.Create();
        key.ImportFromPem(await File.ReadAllTextAsync(_home[$"node/{IdCommand.KeyFile}"]));
        var signer = new EcdsaP256Signer(key);
        Assert.True(CertificateJson.TryRead(File.ReadLines(_home["certificates.jsonl"]).Last(), out var good, out var error), error);
        Assert.True(SealStatement.TryRead(good.Statement, out var seal, out error), error);
        var leaf = good.Leaf.ToArray();
        leaf[39] ^= 1;
        var root = RootOf(leaf, good, seal.Size);
        var forked = SealStatement.Create(seal.Genesis, 0, seal.Term, seal.Size, root);
        var other = good with { Leaf = leaf, Statement = forked.Bytes, Signatures = [new SignedBy(signer.Id, signer.Sign(forked.Bytes))] };
        await File.WriteAllTextAsync(_home["fork.jsonl"], CertificateJson.Write(other) + "\n");

        var found = await FedProcess.RunAsync("verify", "--trust", Trust, "--evidence", _home["evidence.jsonl"], _home["certificates.jsonl"], _home["fork.jsonl"]);
        Assert.Equal(ExitCode.CheckFailed, found.Code);
        Assert.Contains($"equivocation: {signer.Id} has signed two different statements", found.Error, StringComparison.Ordinal);

        var reported = await FedAsync("evidence", "report", _home["evidence.jsonl"]);
        Assert.Contains("1 of 1 pieces of evidence are kept", reported.Output, StringComparison.Ordinal);
        Assert.Contains(signer.Id.Value, (await FedAsync("evidence", "list")).Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Ok, (await FedAsync("evidence", "export", "--out", _home["kept.jsonl"])).Code);
        var verified = await VerifyAsync(_home["kept.jsonl"]);
        Assert.Contains("the evidence holds", verified.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Ok, (await PythonVerifier.RunAsync(Trust, _home["kept.jsonl"])).Code);
    }

    private static byte[] RootOf(byte[] leaf, CommitCertificate certificate, ulong size)
    {
        // The path leads from the changed leaf to the root of the changed history.
        Span<byte> hash = stackalloc byte[TreeHash.Length];
        TreeHash.Leaf(leaf, hash);
        ulong fn = certificate.Index - 1, sn = size - 1;
        foreach (var sibling in certificate.Path)
        {
            if ((fn & 1) == 1 || fn == sn)
            {
                TreeHash.Node(sibling, hash, hash);
                while ((fn & 1) == 0 && fn != 0) (fn, sn) = (fn >> 1, sn >> 1);
            }
            else
            {
                TreeHash.Node(hash, sibling, hash);
            }

            (fn, sn) = (fn >> 1, sn >> 1);
        }

        return hash.ToArray();
    }

    private Task<FedEnd> FedAsync(params string[] arguments) => FedProcess.RunAsync([.. arguments, "--config", _home.Config]);

    private Task<FedEnd> VerifyAsync(params string[] files) => FedProcess.RunAsync(["verify", "--trust", Trust, .. files]);

    private async Task WithClientAsync(Func<FederationClient, Task> act)
    {
        var configuration = FederationConfiguration.Parse(LocalConfiguration.OfClients(_home["client"]));
        var system = FederationSystem.CreateClient(configuration, new FederationOptions { Clock = TimeProvider.System });
        try
        {
            await using var client = FederationClient.Create(system, [Address]);
            await act(client);
        }
        finally
        {
            await system.Terminate();
        }
    }
}
