using System.Text.Json;
using AkkaFederation.Identity;
using AkkaFederation.Node.Cli;

namespace AkkaFederation.Node.Tests.Cli;

/// <summary><c>fed id show|renew|forget</c> and <c>fed ca show|revoke</c>, as an operator uses them and gets them wrong.</summary>
public sealed class TrustCommandsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_self_signed_identity_needs_no_ca()
    {
        var made = await JsonAsync("id", "new", "--self-signed", "--out", _folder["n1"], "--json");
        var shown = await JsonAsync("id", "show", _folder["n1"], "--json");

        Assert.Equal(Text(made, "did"), Text(shown, "did"));
        Assert.Equal("itself", Text(shown, "issuer"));
        Assert.Equal(["node.crt", "node.key"], Directory.GetFileSystemEntries(_folder["n1"]).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_renewed_certificate_has_the_same_did_and_another_serial_number()
    {
        await MakeAsync();
        var before = await JsonAsync("id", "show", _folder["n1"], "--json");
        var after = await JsonAsync("id", "renew", _folder["n1"], "--ca", _folder["ca"], "--days", "9", "--json");

        Assert.Equal(Text(before, "did"), Text(after, "did"));
        Assert.NotEqual(Text(before, "serial"), Text(after, "serial"));
        Assert.InRange(after.GetProperty("daysLeft").GetInt32(), 8, 9);
        var identity = NodeIdentity.FromPem(Part("n1/node.key"), Part("n1/node.crt"), Part("n1/ca.crt"), DateTimeOffset.UtcNow);
        Assert.Equal(Text(before, "did"), identity.Id.Value);
    }

    [Fact]
    public async Task A_changed_key_is_not_renewed()
    {
        await MakeAsync();
        await Fed.RunAsync("id", "new", "--ca", _folder["ca"], "--out", _folder["n2"]);
        File.Copy(_folder["n2/node.key"], _folder["n1/node.key"], overwrite: true);
        var before = File.ReadAllText(_folder["n1/node.crt"]);

        (await Fed.RunAsync("id", "renew", _folder["n1"], "--ca", _folder["ca"])).AssertOneLine(ExitCode.BadInput, "node.key", "A new key is a new peer");
        Assert.Equal(before, File.ReadAllText(_folder["n1/node.crt"]));
    }

    [Fact]
    public async Task Another_ca_than_the_nodes_does_not_renew()
    {
        await MakeAsync();
        await Fed.RunAsync("ca", "init", "--out", _folder["other"]);
        (await Fed.RunAsync("id", "renew", _folder["n1"], "--ca", _folder["other"])).AssertOneLine(ExitCode.BadInput, "another CA");
        (await Fed.RunAsync("id", "renew", _folder["n1"], "--self-signed")).AssertOneLine(ExitCode.BadInput, "give --ca");
        (await Fed.RunAsync("id", "renew", _folder["n1"])).AssertOneLine(ExitCode.BadInput, "--ca DIR, or --self-signed", "fed id renew --help");
    }

    [Fact]
    public async Task Revoking_makes_a_list_that_the_ca_signs_and_extends_it()
    {
        await MakeAsync();
        var did = Text(await JsonAsync("id", "show", _folder["n1"], "--json"), "did");
        var first = await JsonAsync("ca", "revoke", did, "--ca", _folder["ca"], "--reason", "laptop\nlost", "--json");
        var again = await JsonAsync("ca", "revoke", did, "--ca", _folder["ca"], "--json");
        var second = await JsonAsync("ca", "revoke", _folder["n1/node.crt"], "serial:0A0B", "--ca", _folder["ca"], "--json");

        Assert.Equal([1, 1, 2], new[] { first, again, second }.Select(r => r.GetProperty("number").GetInt32()));
        Assert.Equal(3, second.GetProperty("entries").GetInt32());
        Assert.Empty(again.GetProperty("added").EnumerateArray());
        var text = File.ReadAllText(_folder["ca/revoked"]);
        Assert.Contains("laptop lost", text, StringComparison.Ordinal);
        using var ca = PemFiles.Certificate(File.ReadAllText(_folder["ca/ca.crt"]), "ca.crt");
        var list = RevocationList.Parse(text, "revoked", new CertificateTrust([ca]));
        Assert.True(list.Signed);
        Assert.True(list.Revoked.Has(Did.Parse(did)));
    }

    [Fact]
    public async Task A_list_of_another_ca_or_a_changed_one_is_not_extended()
    {
        await MakeAsync();
        await Fed.RunAsync("ca", "init", "--out", _folder["other"]);
        await Fed.RunAsync("ca", "revoke", "serial:0A", "--ca", _folder["ca"]);
        var list = _folder["ca/revoked"];

        (await Fed.RunAsync("ca", "revoke", "serial:0B", "--ca", _folder["other"], "--list", list)).AssertOneLine(ExitCode.BadInput, list, "signature");
        File.WriteAllText(list, File.ReadAllText(list).Replace("serial:0A", "serial:0C", StringComparison.Ordinal));
        (await Fed.RunAsync("ca", "revoke", "serial:0B", "--ca", _folder["ca"])).AssertOneLine(ExitCode.BadInput, "signature");
        (await Fed.RunAsync("ca", "show", _folder["ca"])).AssertOneLine(ExitCode.BadInput, "signature");
        (await Fed.RunAsync("ca", "revoke", "nonsense", "--ca", _folder["other"])).AssertOneLine(ExitCode.BadInput, "nonsense", "expected a DID");
    }

    [Fact]
    public async Task The_ca_is_shown_with_its_list()
    {
        await MakeAsync();
        Assert.Contains("revoked      nothing", (await Fed.RunAsync("ca", "show", _folder["ca"])).Out, StringComparison.Ordinal);
        await Fed.RunAsync("ca", "revoke", "serial:0A", "--ca", _folder["ca"]);
        var shown = await JsonAsync("ca", "show", _folder["ca"], "--json");
        Assert.Equal((1, true), (shown.GetProperty("entries").GetInt32(), shown.GetProperty("signed").GetBoolean()));
    }

    [Fact]
    public async Task An_address_is_forgotten_by_its_name()
    {
        var did = EcdsaP256Signer.Generate().Id;
        File.WriteAllText(_folder["known"], $"10.0.0.1:2551 {did} 2026-11-20T12:00:00Z\n");

        Assert.Contains(did.Value, (await Fed.RunAsync("id", "forget", "10.0.0.1:2551", "--file", _folder["known"])).Out, StringComparison.Ordinal);
        Assert.DoesNotContain(did.Value, File.ReadAllText(_folder["known"]), StringComparison.Ordinal);
        (await Fed.RunAsync("id", "forget", "10.0.0.1:2551", "--file", _folder["known"])).AssertOneLine(ExitCode.BadInput, "no entry for 10.0.0.1:2551");
    }

    [Fact]
    public async Task A_name_that_is_no_did_web_is_refused_before_anything_is_fetched() =>
        (await Fed.RunAsync("id", "resolve", "did:key:zDn")).AssertOneLine(ExitCode.BadInput, "not a did:web name");

    private async Task MakeAsync()
    {
        await Fed.RunAsync("ca", "init", "--out", _folder["ca"]);
        await Fed.RunAsync("id", "new", "--ca", _folder["ca"], "--out", _folder["n1"]);
    }

    private static async Task<JsonElement> JsonAsync(params string[] arguments)
    {
        var result = await Fed.RunAsync(arguments);
        Assert.True(result.Code == 0, result.Error);
        return JsonDocument.Parse(result.Out).RootElement;
    }

    private static string Text(JsonElement json, string field) => json.GetProperty(field).GetString()!;

    private NodeIdentity.Part Part(string name) => new(File.ReadAllText(_folder[name]), name);
}
