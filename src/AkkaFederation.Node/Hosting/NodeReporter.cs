using AkkaFederation.Membership;
using AkkaFederation.Node.Cli;

namespace AkkaFederation.Node.Hosting;

/// <summary>What a node tells whoever started it: a banner, who joins and who leaves; as lines or as JSON.</summary>
internal sealed class NodeReporter(TextWriter output, bool json)
{
    private readonly Lock _lock = new();
    private readonly SortedSet<string> _present = new(StringComparer.Ordinal);
    private List<PeerStatusChanged>? _early = [];

    /// <summary>The banner; peers that were found before it follow it.</summary>
    public void Listening(Federation federation)
    {
        lock (_lock)
        {
            WriteBanner(federation);
            foreach (var change in _early ?? [])
                WriteChange(change);
            _early = null;
        }
    }

    private void WriteBanner(Federation federation)
    {
        var name = federation.Settings.Node.Name is { Length: > 0 } given ? given : federation.Self.Value[^8..];
        Write(
            NodeEvents.Listening(name, federation.Self.Value, federation.Endpoint, federation.Settings.ClusterId, Environment.ProcessId),
            $"""
            fed node {name} of federation '{federation.Settings.ClusterId}'
              DID      {federation.Self}
              address  {federation.Endpoint}
              seeds    {(federation.Settings.SeedNodes.IsEmpty ? "none" : string.Join(", ", federation.Settings.SeedNodes))}
            """);
    }

    public void Serving(string url) => Write(NodeEvents.Serving(url), $"  HTTPS    {url}");

    public void Ready()
    {
        int peers;
        lock (_lock)
            peers = _present.Count;
        Write(NodeEvents.Ready(peers), $"ready: {peers} peers found");
    }

    public void Changed(PeerStatusChanged change)
    {
        lock (_lock)
        {
            if (change.To == PeerStatus.Evicted)
                _present.Remove(change.Peer.Value);
            else
                _present.Add(change.Peer.Value);
            if (_early is { } early)
                early.Add(change);
            else
                WriteChange(change);
        }
    }

    public void Stopping() => Write(NodeEvents.Stopping(), "stopping");

    private void WriteChange(PeerStatusChanged change)
    {
        var what = change.From is null ? "joined" : change.To == PeerStatus.Evicted ? "left" : $"is {change.To.ToString().ToUpperInvariant()}";
        Write(
            NodeEvents.Peer(change.Peer.Value, change.Endpoint, change.From?.ToString().ToUpperInvariant(), change.To.ToString().ToUpperInvariant(), change.Cause.ToString()),
            $"peer {change.Peer} {what} ({change.Endpoint}): {change.Detail}");
    }

    private void Write(string jsonLine, string text)
    {
        lock (_lock)
        {
            output.WriteLine(json ? jsonLine : string.Join(Environment.NewLine, text.Split('\n').Select(FedLine)));
            output.Flush();
        }
    }

    private static string FedLine(string line) => string.Concat(line.TrimEnd('\r').Select(c => char.IsControl(c) ? '?' : c));
}
