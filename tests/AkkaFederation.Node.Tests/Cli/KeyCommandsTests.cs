using System.Text.Json;
using AkkaFederation.Identity;
using AkkaFederation.Node.Cli;

namespace AkkaFederation.Node.Tests.Cli;

public sealed class KeyCommandsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_ca_and_an_identity_fit_together_and_json_names_the_did()
    {
        Assert.Equal(0, (await Fed.RunAsync("ca", "init", "--out", _folder["ca"])).Code);
        var result = await Fed.RunAsync("id", "new", "--ca", _folder["ca"], "--out", _folder["n1"], "--name", "größe-1", "--json");
        Assert.Equal(0, result.Code);
        var did = JsonDocument.Parse(result.Out).RootElement.GetProperty("did").GetString();
        var identity = NodeIdentity.FromPem(Part("n1/node.key"), Part("n1/node.crt"), Part("n1/ca.crt"), DateTimeOffset.UtcNow);
        Assert.Equal(did, identity.Id.Value);
    }

    [UnixFact]
    public async Task Private_keys_are_readable_by_their_owner_alone()
    {
        await Fed.RunAsync("ca", "init", "--out", _folder["ca"]);
        await Fed.RunAsync("id", "new", "--ca", _folder["ca"], "--out", _folder["n1"]);
        foreach (var key in new[] { _folder["ca/ca.key"], _folder["n1/node.key"] })
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(key));
    }

    [Fact]
    public async Task Nothing_is_overwritten()
    {
        await Fed.RunAsync("ca", "init", "--out", _folder["ca"]);
        var before = File.ReadAllText(_folder["ca/ca.key"]);
        (await Fed.RunAsync("ca", "init", "--out", _folder["ca"])).AssertOneLine(ExitCode.BadInput, _folder["ca"], "not empty");
        Assert.Equal(before, File.ReadAllText(_folder["ca/ca.key"]));
        Assert.Equal(["ca.crt", "ca.key"], Directory.GetFileSystemEntries(_folder["ca"]).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task An_empty_folder_that_exists_is_filled()
    {
        Directory.CreateDirectory(_folder["ca"]);
        Assert.Equal(0, (await Fed.RunAsync("ca", "init", "--out", _folder["ca"])).Code);
        Assert.Equal(["ca.crt", "ca.key"], Directory.GetFileSystemEntries(_folder["ca"]).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_file_in_the_way_is_named()
    {
        File.WriteAllText(_folder["ca"], "");
        (await Fed.RunAsync("ca", "init", "--out", _folder["ca"])).AssertOneLine(ExitCode.BadInput, _folder["ca"], "is a file");
    }

    [Fact]
    public async Task A_missing_ca_leaves_nothing_half_created()
    {
        (await Fed.RunAsync("id", "new", "--ca", _folder["none"], "--out", _folder["n1"])).AssertOneLine(ExitCode.BadInput, "none", "no such file");
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task A_ca_key_of_another_ca_is_refused_and_leaves_nothing()
    {
        await Fed.RunAsync("ca", "init", "--out", _folder["ca"]);
        await Fed.RunAsync("ca", "init", "--out", _folder["other"]);
        File.Copy(_folder["other/ca.key"], _folder["ca/ca.key"], overwrite: true);
        (await Fed.RunAsync("id", "new", "--ca", _folder["ca"], "--out", _folder["n1"])).AssertOneLine(ExitCode.BadInput, "ca.key");
        Assert.Equal(["ca", "other"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_key_that_is_no_key_is_named()
    {
        await Fed.RunAsync("ca", "init", "--out", _folder["ca"]);
        File.WriteAllText(_folder["ca/ca.key"], "not a key");
        (await Fed.RunAsync("id", "new", "--ca", _folder["ca"], "--out", _folder["n1"])).AssertOneLine(ExitCode.BadInput, "ca.key");
    }

    private NodeIdentity.Part Part(string name) => new(File.ReadAllText(_folder[name]), name);
}
