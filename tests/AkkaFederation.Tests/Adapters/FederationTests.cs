#if !ENGINE_AKKANET
using System.Text;
using Akka.Actor;
using AkkaFederation.Hosting;
using AkkaFederation.Settings;
using AkkaFederation.Tests.Identity;

namespace AkkaFederation.Tests.Adapters;

/// <summary>The extension as an application uses it: a federation of one over real TLS and a real database.</summary>
public sealed class FederationTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TestIdentity _files = new();
    private ActorSystem? _system;

    [Fact]
    public async Task A_federation_of_one_becomes_ready_commits_and_keeps_its_log_over_a_restart()
    {
        var did = _files.Add("node");
        var federation = Start();
        await federation.WhenReady.WaitAsync(Patience);

        Assert.Equal(did, federation.Self);
        Assert.StartsWith("akka.ssl.tcp://federation@127.0.0.1:", federation.Endpoint, StringComparison.Ordinal);
        Assert.Equal(did, federation.Membership?.Self.Id);
        var first = Assert.IsType<ProposalOutcome.Committed>(await federation.ProposeAsync(Encoding.UTF8.GetBytes("hello")).WaitAsync(Patience));

        await _system!.Terminate().WaitAsync(Patience);
        federation = Start();
        await federation.WhenReady.WaitAsync(Patience);
        var second = Assert.IsType<ProposalOutcome.Committed>(await federation.ProposeAsync(Encoding.UTF8.GetBytes("again")).WaitAsync(Patience));

        Assert.True(second.Index > first.Index, $"{second.Index} after {first.Index}");
    }

    [Fact]
    public async Task Another_nodes_database_ends_participation_with_one_clear_line()
    {
        _files.Add("node");
        await Start().WhenReady.WaitAsync(Patience);
        await _system!.Terminate().WaitAsync(Patience);

        _files.Add("node");
        var error = await Start().WhenEnded.WaitAsync(Patience);

        Assert.Equal(FederationStartException.UsageExitCode, error.ExitCode);
        Assert.Contains(Path.Combine(_files.Folder, "data"), error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_system is not null) await _system.Terminate();
        _files.Dispose();
    }

    private Federation Start()
    {
        var text = $"{_files.Hocon("node")}\nfederation {{ cluster-id = test, bootstrap-expect = 1, data-dir = \"{Path.Combine(_files.Folder, "data")}\" }}\nakka.stdout-loglevel = OFF\nakka.loglevel = OFF";
        var sources = new ConfigurationSources { Environment = new Dictionary<string, string>() };
        _system = FederationSystem.Create(FederationConfiguration.Parse(text, "test.conf", sources), new FederationOptions { Clock = TimeProvider.System });
        return Federation.Get(_system);
    }
}
#endif
