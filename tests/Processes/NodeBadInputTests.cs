using System.Net;
using System.Net.Sockets;
using AkkaFederation.Node.Cli;

namespace Processes;

/// <summary>Whatever is wrong with what a node is given: one line, a documented code, and nothing left half-made.</summary>
public sealed class NodeBadInputTests : IDisposable
{
    private readonly Home _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task A_missing_configuration_file() => (await RunAsync(_home["no.conf"])).AssertRefused(ExitCode.BadInput, "no.conf");

    [Fact]
    public async Task A_missing_key()
    {
        File.Delete(_home["node/node.key"]);
        (await RunAsync()).AssertRefused(ExitCode.BadInput, "node.key", "missing");
        Assert.False(File.Exists(_home["node/data/federation.db"]), "a database was made");
    }

    [Fact]
    public async Task A_key_that_is_none()
    {
        File.WriteAllText(_home["node/node.key"], "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        (await RunAsync()).AssertRefused(ExitCode.BadInput, "node.key");
    }

    [Fact]
    public async Task A_key_that_is_not_the_certificates()
    {
        _home.NewIdentity("other");
        File.Copy(_home["other/node.key"], _home["node/node.key"], overwrite: true);
        (await RunAsync()).AssertRefused(ExitCode.BadInput, "node.key", "node.crt");
    }

    [Fact]
    public async Task A_certificate_of_another_ca()
    {
        _home.NewIdentity("foreign", ca: "other-ca");
        File.Copy(_home["foreign/node.key"], _home["node/node.key"], overwrite: true);
        File.Copy(_home["foreign/node.crt"], _home["node/node.crt"], overwrite: true);
        (await RunAsync()).AssertRefused(ExitCode.BadInput, "node.crt", "ca.crt");
    }

    [Fact]
    public async Task An_unknown_key_is_named_with_file_and_line()
    {
        _home.Configure(more: "consensus.heartbeat-intervall = 50ms");
        (await RunAsync()).AssertRefused(ExitCode.BadInput, "node.conf:5", "heartbeat-intervall");
    }

    [Fact]
    public async Task A_value_of_the_wrong_kind_is_named_with_file_and_line()
    {
        _home.Configure(more: "consensus.heartbeat-interval = soon");
        (await RunAsync()).AssertRefused(ExitCode.BadInput, "node.conf:5", "heartbeat-interval");
    }

    [Fact]
    public async Task A_flag_of_the_wrong_kind_is_named()
    {
        (await FedProcess.RunAsync("node", "--config", _home.Config, "--port", "many")).AssertRefused(ExitCode.BadInput, "--port");
    }

    [Fact]
    public async Task A_port_in_use()
    {
        using var listener = new TcpListener(IPAddress.Loopback, _home.Port);
        listener.Start();
        (await RunAsync()).AssertRefused(ExitCode.BadInput, $"127.0.0.1:{_home.Port}");
    }

    [Fact]
    public async Task A_database_that_is_none()
    {
        Directory.CreateDirectory(_home["node/data"]);
        File.WriteAllText(_home["node/data/federation.db"], new string('x', 8192));
        (await RunAsync()).AssertRefused(ExitCode.BadInput, "federation.db");
    }

    [Fact]
    public async Task A_data_folder_that_is_a_file()
    {
        File.WriteAllText(_home["node/data"], "");
        (await RunAsync()).AssertRefused(ExitCode.BadInput, "data");
    }

    [Fact]
    public async Task A_database_of_another_node()
    {
        await MakeDatabaseAsync();
        _home.NewIdentity("other");
        foreach (var file in new[] { "node.key", "node.crt" })
            File.Copy(_home["other/" + file], _home["node/" + file], overwrite: true);
        (await RunAsync()).AssertRefused(ExitCode.BadInput, "data");
    }

    [Fact]
    public async Task A_database_of_another_federation()
    {
        await MakeDatabaseAsync();
        _home.Configure(cluster: "another");
        (await RunAsync()).AssertRefused(ExitCode.BadInput, "another");
    }

    private async Task MakeDatabaseAsync()
    {
        await using var node = FedProcess.Start("node", "--config", _home.Config, "--json");
        await node.LineAsync(NodeEvents.ReadyPrefix);
        await node.SignalAsync("TERM");
        Assert.Equal(ExitCode.Ok, (await node.EndAsync()).Code);
    }

    private Task<FedEnd> RunAsync(string? config = null) => FedProcess.RunAsync("node", "--config", config ?? _home.Config);
}
