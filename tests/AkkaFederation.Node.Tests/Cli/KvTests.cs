using System.Globalization;
using System.Text;
using System.Text.Json;
using Akka.Actor;
using AkkaFederation.Hosting;
using AkkaFederation.Node.Cli;
using AkkaFederation.Settings;

namespace AkkaFederation.Node.Tests.Cli;

/// <summary><c>fed kv</c> against a federation of one, over mutual TLS, as a user would use it.</summary>
public sealed class KvTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TemporaryFolder _folder = new();
    private ActorSystem? _node;

    public async Task InitializeAsync()
    {
        Assert.Equal(ExitCode.Ok, (await Fed.RunAsync("ca", "init", "--out", _folder["ca"])).Code);
        foreach (var name in (string[])["node", "client"])
            Assert.Equal(ExitCode.Ok, (await Fed.RunAsync("id", "new", "--ca", _folder["ca"], "--out", _folder[name])).Code);
        var configuration = FederationConfiguration.Parse(
            $$"""
            federation {
              cluster-id = kv
              node { name = node, host = "127.0.0.1", port = 0 }
              identity { key = "{{_folder["node"]}}/node.key", certificate = "{{_folder["node"]}}/node.crt", ca = "{{_folder["node"]}}/ca.crt" }
              bootstrap-expect = 1
              data-dir = "{{_folder["node"]}}/data"
            }
            akka { loglevel = ERROR, stdout-loglevel = ERROR }
            """,
            "test.conf");
        _node = FederationSystem.Create(configuration, new FederationOptions { Clock = TimeProvider.System });
        await Federation.Get(_node).WhenReady.WaitAsync(Patience);
    }

    public async Task DisposeAsync()
    {
        if (_node is not null) await _node.Terminate().WaitAsync(Patience);
        _folder.Dispose();
    }

    [Fact]
    public async Task Keys_are_written_read_compared_listed_watched_and_deleted()
    {
        var put = await Json("put", "greeting", "hello");
        Assert.True(put.GetProperty("ok").GetBoolean());
        Assert.Equal("hello\n", (await Run("get", "greeting")).Out.ReplaceLineEndings("\n"));
        Assert.Equal("hello", (await Json("get", "greeting", "--stale")).GetProperty("value").GetString());
        var revision = put.GetProperty("revision").GetUInt64();
        (await Run("cas", "greeting", "x", "--if-value", "bye")).AssertOneLine(ExitCode.CheckFailed, "greeting = hello");
        (await Run("cas", "greeting", "x", "--if-absent")).AssertOneLine(ExitCode.CheckFailed, $"revision {revision}");
        Assert.Equal(ExitCode.Ok, (await Run("cas", "greeting", "good day", "--if-revision", Text(revision))).Code);
        Assert.Equal(ExitCode.Ok, (await Run("put", "other", "1")).Code);
        Assert.Equal("greeting = good day\nother = 1\n", (await Run("list")).Out.ReplaceLineEndings("\n"));
        Assert.Equal("other\n", (await Run("list", "--keys-only", "--after", "greeting")).Out.ReplaceLineEndings("\n"));
        Assert.Equal("deleted", (await Run("delete", "greeting")).Out.Trim());
        Assert.Equal("there was no such key", (await Run("delete", "greeting")).Out.Trim());
        (await Run("get", "greeting")).AssertOneLine(ExitCode.CheckFailed, "no key 'greeting'");
        Assert.Equal(1UL, (await Json("status")).GetProperty("keys").GetUInt64());

        var seen = new List<string>();
        await foreach (var change in Federation.Get(_node!).KeyValue.WatchAsync(KeyValueKeys.Only("greeting"), revision))
        {
            seen.Add($"{change.Kind} {change.Item.Text}");
            if (seen.Count == 3) break;
        }

        Assert.Equal(["Put hello", "Put good day", "Deleted "], seen);
    }

    [Fact]
    public async Task Standard_input_is_a_value_and_one_that_is_no_text_comes_back_in_base64()
    {
        byte[] bytes = [0xff, 0x00, 0x80];
        Assert.Equal(ExitCode.Ok, (await Fed.RunAsync(new MemoryStream(bytes), ["kv", "put", "raw", "-", .. Connection])).Code);
        Assert.Equal(Convert.ToBase64String(bytes), (await Json("get", "raw")).GetProperty("valueBase64").GetString());
        Assert.Equal("base64:/wCA", (await Run("get", "raw")).Out.Trim());
        (await Fed.RunAsync(new MemoryStream(new byte[100_000]), ["kv", "put", "raw", "-", .. Connection])).AssertOneLine(ExitCode.BadInput, "61,440 bytes");
    }

    [Fact]
    public async Task Leases_hold_keys_and_end()
    {
        var lease = Text((await Json("lease", "grant", "--ttl", "600")).GetProperty("lease").GetUInt64());
        Assert.Equal(ExitCode.Ok, (await Run("put", "service", "here", "--lease", lease)).Code);
        Assert.Equal("service", (await Json("lease", "show", lease)).GetProperty("keys")[0].GetString());
        Assert.Equal(600_000, (await Json("lease", "keep", lease)).GetProperty("ttlMs").GetInt64());
        Assert.Equal(1, (await Json("lease", "revoke", lease)).GetProperty("deletedKeys").GetInt32());
        (await Run("get", "service")).AssertOneLine(ExitCode.CheckFailed, "no key 'service'");
        (await Run("lease", "keep", lease)).AssertOneLine(ExitCode.CheckFailed, "no lease " + lease);
        (await Run("put", "service", "here", "--lease", lease)).AssertOneLine(ExitCode.CheckFailed, "no lease " + lease);
        (await Run("lease", "show", lease)).AssertOneLine(ExitCode.CheckFailed, lease);
    }

    [Fact]
    public async Task A_lock_that_somebody_has_is_refused()
    {
        var store = Federation.Get(_node!).KeyValue;
        await using var lease = await store.GrantLeaseAsync(TimeSpan.FromSeconds(60));
        var held = await store.LockAsync("job", lease, "somebody");
        (await Run("lock", "job")).AssertOneLine(ExitCode.CheckFailed, "'job'", "--wait");
        Assert.True(await held.ReleaseAsync());
    }

    [Fact]
    public async Task Limits_are_set_by_the_log_and_refusals_name_them()
    {
        (await Run("put", new string('k', 1025), "1")).AssertOneLine(ExitCode.BadInput, "1,024 bytes");
        Assert.Equal(2UL, (await Json("limits", "--keys", "2")).GetProperty("maxKeys").GetUInt64());
        foreach (var key in (string[])["a", "b"]) Assert.Equal(ExitCode.Ok, (await Run("put", key, "1")).Code);
        (await Run("put", "c", "1")).AssertOneLine(ExitCode.BadInput, "takes 2 keys", "fed kv limits");
        (await Run("limits", "--keys", "999999999")).AssertOneLine(ExitCode.BadInput, "100,000,000");
    }

    [Theory]
    [InlineData("cas a 1", "a condition is missing")]
    [InlineData("cas a 1 --if-absent --if-present", "several conditions")]
    [InlineData("put a 1 --lease 0", "--lease takes a number")]
    [InlineData("limits", "--keys or --bytes")]
    [InlineData("watch a --key b", "--key")]
    [InlineData("lease keep x", "ID takes a number")]
    public async Task What_is_missing_or_wrong_is_named(string arguments, string named) =>
        (await Run(arguments.Split(' '))).AssertOneLine(ExitCode.BadInput, named);

    private string[] Connection
    {
        get
        {
            var address = ((ExtendedActorSystem)_node!).Provider.DefaultAddress.ToString();
            return ["--node", address, "--identity", _folder["client"], "--cluster", "kv"];
        }
    }

    private static string Text(ulong number) => number.ToString(CultureInfo.InvariantCulture);

    private Task<FedResult> Run(params string[] arguments) => Fed.RunAsync(["kv", .. arguments, .. Connection]);

    private async Task<JsonElement> Json(params string[] arguments)
    {
        var run = await Run([.. arguments, "--json"]);
        Assert.Equal("", run.Error);
        return JsonDocument.Parse(Encoding.UTF8.GetBytes(run.Out)).RootElement;
    }
}
