using System.Globalization;
using System.Runtime.CompilerServices;
using Akka.Actor;
using AkkaFederation.Consensus;
using AkkaFederation.Hosting;
using AkkaFederation.Identity;
using AkkaFederation.Node.Cli;
using AkkaFederation.Node.Verify;
using AkkaFederation.Settings;
using Microsoft.Extensions.Logging;

namespace AkkaFederation.Node.Local;

/// <summary>Clients with a certified identity of their own, in one actor system, over mutual TLS: no privilege that a user has not.</summary>
internal sealed class ClientPort : IFederationPort
{
    private readonly ActorSystem _system;
    private readonly FederationClient[] _clients;
    private readonly FederationClient _observer;

    private ClientPort(ActorSystem system, IReadOnlyList<string> nodes, int clients)
    {
        _system = system;
        _clients = [.. Enumerable.Range(0, clients).Select(_ => FederationClient.Create(system, nodes))];
        _observer = FederationClient.Create(system, nodes);
    }

    public int Clients => _clients.Length;

    public static ClientPort Connect(WorkFolder folder, IReadOnlyList<string> nodes, int clients)
    {
        var configuration = FederationConfiguration.Parse(LocalConfiguration.OfClients(folder.Client), "clients.conf");
        var logging = LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.None));
        var system = FederationSystem.CreateClient(configuration, new FederationOptions { Clock = TimeProvider.System, Logging = logging });
        return new ClientPort(system, nodes, clients);
    }

    public async Task<ProposeResult> ProposeAsync(int client, ReadOnlyMemory<byte> payload, TimeSpan ttl, bool certificate, CancellationToken stop)
    {
        var outcome = await _clients[client].ProposeAsync(payload, new ProposeOptions { Ttl = ttl, WithCertificate = certificate }, stop);
        var name = new ProposalName(outcome.Id.Origin.Value, outcome.Session, outcome.Id.Seq);
        return outcome switch
        {
            ProposalOutcome.Committed committed => new ProposeResult(ProposeOutcome.Committed, name, committed.Index, committed.Certificate is { } c ? CertificateJson.Write(c) : null),
            ProposalOutcome.Aborted aborted => new ProposeResult(ProposeOutcome.Aborted, name) { Reason = aborted.Reason },
            ProposalOutcome.Expired => new ProposeResult(ProposeOutcome.Expired, name),
            _ => new ProposeResult(ProposeOutcome.Indeterminate, name),
        };
    }

    public async Task<NodeView?> TryGetStatusAsync(string node, TimeSpan limit, CancellationToken stop)
    {
        try
        {
            var status = await _observer.GetStatusAsync(node, stop).WaitAsync(limit, stop);
            return new NodeView(status.Id.Value, status.Role, status.Term, status.Leader?.Value, status.CommitIndex,
                [.. status.Peers.Select(p => new PeerLine(p.Id.Value, p.Status, p.RttMs))]);
        }
        catch (Exception e) when (e is TimeoutException or AskTimeoutException)
        {
            return null;
        }
    }

    public async IAsyncEnumerable<LoggedProposal> ReadProposalsAsync(string node, [EnumeratorCancellation] CancellationToken stop)
    {
        await foreach (var record in _observer.ReadLogAsync(node, 1, stop))
        {
            if (record.Kind == EntryKind.Proposal && record.Proposal is { } id)
                yield return new LoggedProposal(record.Index, new ProposalName(id.Origin.Value, record.Session, id.Seq));
        }
    }

    public async Task<string> GetRootAsync(string node, ulong size, CancellationToken stop) =>
        Convert.ToHexStringLower((await _observer.GetLogRootAsync(node, size, stop)).Root);

    public async Task WriteTrustAsync(string node, string folder, CancellationToken stop)
    {
        var genesis = await _observer.GetGenesisAsync(node, stop) ?? throw FedException.Failed($"{node} knows no genesis.");
        var json = await _observer.GetGenesisJsonAsync(node, stop) ?? throw FedException.Failed($"{node} knows no genesis.");
        var voters = Directory.CreateDirectory(Path.Combine(folder, TrustFolder.VotersFolder)).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, TrustFolder.GenesisFile), json + "\n", stop);
        var links = await _observer.GetLinksAsync(node, 0, stop);
        if (links.Count > 0) await File.WriteAllLinesAsync(Path.Combine(folder, TrustFolder.LinksFile), links.Select(LinkJson.Write), stop);
        for (var i = 0; i < genesis.Members.Count; i++)
            await File.WriteAllTextAsync(Path.Combine(voters, string.Create(CultureInfo.InvariantCulture, $"{i + 1}.pem")), PublicKeys.ToPem(genesis.Members[i]) + "\n", stop);
    }

    public async ValueTask DisposeAsync()
    {
        var ending = Task.WhenAll([.. _clients.Select(c => c.DisposeAsync().AsTask()), _observer.DisposeAsync().AsTask()]);
        await Task.WhenAny(ending, Task.Delay(EndLimit));
        await Task.WhenAny(_system.Terminate(), Task.Delay(EndLimit));
    }

    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(2);
}
