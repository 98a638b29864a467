using System.CommandLine;
using System.Globalization;
using System.Text;

namespace AkkaFederation.Node.Cli;

/// <summary><c>fed why</c>: the chain of observations that led a node to think of a peer as it does.</summary>
internal static class WhyCommand
{
    public static Command Create(CliIo io)
    {
        var peer = new Argument<string>("peer") { Description = "DID, a unique beginning or end of one, name, or host:port." };
        var connection = new ClientConnection();
        var json = CommonOptions.Json();
        var command = new FedCommand("why", "Why a node thinks of a peer as it does: every probe, suspicion, refutation and transition that led there.",
            "fed why atlas-3 --config node.conf",
            "fed why zDnaeR7q --node 10.0.0.1:2551 --identity client --cluster lab",
            "fed why 10.0.0.3:2551 --config node.conf --json") { peer, json };
        foreach (var option in connection.Options) command.Add(option);
        command.SetAction(async (parsed, stop) =>
        {
            var (node, why) = await connection.AskAsync(parsed, async (client, at) => (at, await client.ExplainPeerAsync(at, parsed.GetRequiredValue(peer), stop)));
            io.Out.WriteLine(parsed.GetValue(json) ? Json.Line(ToJson(node, why)) : Text(node, why));
            return ExitCode.Ok;
        });
        return command;
    }

    internal static string Text(string node, PeerWhy why)
    {
        var text = new StringBuilder();
        var peer = why.Peer;
        Line(text, $"{peer.Id}{(peer.Name.Length > 0 ? $" ({peer.Name})" : "")} at {peer.Endpoint}");
        Line(text, $"  {peer.Status} in the view of {node}: {why.Reason}");
        Line(text, $"  incarnation {peer.Incarnation}, last sign of life {Seconds(peer.LastSeen)} ago, round trip {PeersCommand.Rtt(peer)}, reliability {peer.Reliability:0.00}, {peer.Failures} failed probes in a row");
        Line(text, why.RequiredObservers == 0
            ? (FormattableString)$"  observers who suspect it: {why.Observers.Count}; with so few members only the node's own probes decide"
            : $"  observers who suspect it: {why.Observers.Count}, {why.RequiredObservers} suffice");
        foreach (var observer in why.Observers) Line(text, $"    {observer}");
        Line(text, $"  what led there, oldest first{(why.Forgotten > 0 ? string.Create(CultureInfo.InvariantCulture, $" ({why.Forgotten} older ones are forgotten)") : "")}:");
        foreach (var o in why.Chain)
        {
            Line(text, $"  {Seconds(o.Ago),10} ago  {o.Text}");
            if (o.By is { } by && by != peer.Id) Line(text, $"                  by {by}");
            if (o.Via is { } via) Line(text, $"                  heard from {via}");
        }

        return text.ToString().TrimEnd();
    }

    private static object ToJson(string node, PeerWhy why) => new
    {
        node,
        peer = PeersCommand.ToJson(why.Peer),
        reason = why.Reason,
        observers = why.Observers.Select(o => o.Value),
        requiredObservers = why.RequiredObservers,
        chain = why.Chain.Select(o => new
        {
            agoMs = (long)o.Ago.TotalMilliseconds,
            kind = o.Kind,
            by = o.By?.Value,
            via = o.Via?.Value,
            incarnation = o.Incarnation,
            text = o.Text,
        }),
        forgotten = why.Forgotten,
    };

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");

    private static void Line(StringBuilder text, FormattableString line) => text.AppendLine(line.ToString(CultureInfo.InvariantCulture));
}
