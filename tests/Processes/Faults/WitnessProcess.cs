using System.Globalization;
using System.Text.Json;
using AkkaFederation.Node.Local;

namespace Processes.Faults;

/// <summary>The test's end of the <see cref="Witness"/>.</summary>
internal sealed class WitnessProcess : IAsyncDisposable
{
    private readonly FedProcess _process;
    private int _orders;

    private WitnessProcess(FedProcess process) => _process = process;

    public static WitnessProcess OnTheSwitch(NetworkNamespaces hosts, string identity, string cluster) =>
        new(FedProcess.StartIn(hosts, NetworkNamespaces.Hub, StartInfo(NetworkNamespaces.HubAddress, identity, cluster)));

    public static WitnessProcess On(string host, NetworkNamespaces hosts, string identity, string cluster) =>
        new(FedProcess.StartIn(hosts, host, StartInfo(hosts.AddressOf(host), identity, cluster)));

    /// <summary>Index of a proposal that the nodes at these addresses got committed within the time; 0 if they did not.</summary>
    public async Task<ulong> ProposeAsync(TimeSpan ttl, params IEnumerable<string> nodes)
    {
        var answer = await AskAsync("propose", string.Join(',', nodes), (ulong)ttl.TotalMilliseconds, ttl);
        return answer.TryGetProperty("index", out var index) ? index.GetUInt64() : throw new InvalidOperationException(answer.ToString());
    }

    /// <summary>Root of a node's log over its first entries; null while it has not committed so many, or does not answer.</summary>
    public async Task<string?> RootAsync(string node, ulong size) =>
        (await AskAsync("root", node, size, TimeSpan.Zero)).TryGetProperty("root", out var root) ? root.GetString() : null;

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private async Task<JsonElement> AskAsync(string order, string nodes, ulong argument, TimeSpan longer)
    {
        var n = Interlocked.Increment(ref _orders);
        await _process.SendAsync(string.Create(CultureInfo.InvariantCulture, $"{n} {order} {nodes} {argument}"));
        var line = await _process.Lines.WaitAsync(string.Create(CultureInfo.InvariantCulture, $"{{\"n\":\"{n}\","), FedProcess.Patience + longer);
        return JsonDocument.Parse(line).RootElement;
    }

    private static System.Diagnostics.ProcessStartInfo StartInfo(string address, string identity, string cluster)
    {
        var start = FedExecutable.StartInfo();
        start.ArgumentList.Clear();
        foreach (var argument in (string[])[typeof(Witness).Assembly.Location, Witness.Verb, address, identity, cluster])
            start.ArgumentList.Add(argument);
        return start;
    }
}
