using System.Globalization;
using AkkaFederation.Node.Demo;
using AkkaFederation.Node.Local;

namespace AkkaFederation.Node.Tests.Demo;

/// <summary>
/// A federation of three in memory: one log, a leader, nodes that are up or down. A test makes it misbehave in one way
/// and expects the demonstration to notice.
/// </summary>
internal sealed class FakeFederation : ILocalNodes, IFederationPort, ICertificateCheck
{
    private readonly Lock _lock = new();
    private readonly List<LoggedProposal> _log = [];
    private readonly bool[] _up = [true, true, true];
    private readonly TaskCompletionSource<string> _broken = new();
    private int _leader;
    private ulong _term = 1;
    private ulong _seq;

    public bool ElectsNobody { get; init; }

    public bool NeverForms { get; init; }

    public bool RestartedNodeStaysBehind { get; init; }

    public Func<int, IReadOnlyList<LoggedProposal>, IReadOnlyList<LoggedProposal>> ReadBack { get; init; } = (_, log) => log;

    public Func<int, string> Root { get; init; } = _ => "00";

    public bool CertificatesVerify { get; init; } = true;

    public bool BreaksOnKill { get; init; }

    public Action OnKill { get; init; } = () => { };

    public List<string> History { get; } = [];

    public int Clients => 2;

    public IReadOnlyList<string> Addresses => ["0", "1", "2"];

    public long LastLaunch { get; } = System.Diagnostics.Stopwatch.GetTimestamp();

    public Task<string> Broken => _broken.Task;

    public Task StartAsync(CancellationToken stop)
    {
        Note("start");
        return Task.CompletedTask;
    }

    public Task KillAsync(int node)
    {
        lock (_lock)
        {
            Note(node == _leader ? "kill leader" : "kill follower");
            _up[node] = false;
            if (!ElectsNobody)
                _leader = (node + 1) % 3;
            _term++;
        }
        OnKill();
        if (BreaksOnKill)
            _broken.TrySetResult("node-9 ended unasked with code 3: disk full");
        return Task.CompletedTask;
    }

    public Task RestartAsync(int node, CancellationToken stop)
    {
        lock (_lock)
        {
            Note("restart");
            _up[node] = true;
        }
        return Task.CompletedTask;
    }

    public async Task<ProposeResult> ProposeAsync(int client, ReadOnlyMemory<byte> payload, TimeSpan ttl, bool certificate, CancellationToken stop)
    {
        await Task.Yield();
        lock (_lock)
        {
            var name = new ProposalName("did:key:zClient", (ulong)client, ++_seq);
            if (!_up[_leader])
                return new ProposeResult(ProposeOutcome.Indeterminate, name);
            var index = (ulong)_log.Count + 1;
            _log.Add(new LoggedProposal(index, name));
            return new ProposeResult(ProposeOutcome.Committed, name, index, "{}");
        }
    }

    public Task<NodeView?> TryGetStatusAsync(string node, TimeSpan limit, CancellationToken stop)
    {
        var i = int.Parse(node, CultureInfo.InvariantCulture);
        lock (_lock)
        {
            if (!_up[i])
                return Task.FromResult<NodeView?>(null);
            var commit = RestartedNodeStaysBehind && i == 0 && _term > 1 ? 1UL : (ulong)_log.Count;
            var role = i == _leader && !NeverForms ? "LEADER" : "FOLLOWER";
            return Task.FromResult<NodeView?>(new NodeView($"did-{i}", role, _term, $"did-{_leader}", commit,
                [.. Enumerable.Range(0, 3).Select(p => new PeerLine($"did-{p}", _up[p] ? "HEALTHY" : "UNREACHABLE", 1))]));
        }
    }

    public async IAsyncEnumerable<LoggedProposal> ReadProposalsAsync(string node, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        await Task.CompletedTask;
        foreach (var proposal in ReadBack(int.Parse(node, CultureInfo.InvariantCulture), _log))
            yield return proposal;
    }

    public Task<string> GetRootAsync(string node, ulong size, CancellationToken stop) =>
        Task.FromResult(Root(int.Parse(node, CultureInfo.InvariantCulture)));

    public Task WriteTrustAsync(string node, string folder, CancellationToken stop) => Task.CompletedTask;

    public Task<CheckResult> CheckAsync(
        IFederationPort port, string node, IReadOnlyCollection<Acknowledgement> acknowledged, CancellationToken stop) =>
        Task.FromResult(new CheckResult("certificates", CertificatesVerify, ""));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Note(string what) => History.Add(what);
}
