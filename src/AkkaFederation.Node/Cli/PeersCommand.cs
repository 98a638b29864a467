using System.CommandLine;
using System.Globalization;
using Spectre.Console;

namespace AkkaFederation.Node.Cli;

/// <summary><c>fed peers</c>: the membership view of one node, once or live.</summary>
internal static class PeersCommand
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    public static Command Create(CliIo io)
    {
        var connection = new ClientConnection();
        var json = CommonOptions.Json();
        var watch = new Option<bool>("--watch") { Description = "Ask again every second until Ctrl-C; with --json one line each time." };
        var command = new FedCommand("peers", "The peers that a node knows: state, round trip, reliability, last sign of life.",
            "fed peers --config node.conf", "fed peers --node 10.0.0.1:2551 --identity client --cluster lab --json", "fed peers --config node.conf --watch") { json, watch };
        foreach (var option in connection.Options) command.Add(option);
        command.SetAction(async (parsed, stop) =>
        {
            var asJson = parsed.GetValue(json);
            return await connection.AskAsync(parsed, (client, node) => parsed.GetValue(watch)
                ? WatchAsync(io, client, node, asJson, stop)
                : OnceAsync(io, client, node, asJson, stop));
        });
        return command;
    }

    internal static string Rtt(PeerDetails peer) =>
        peer.RttMs is { } ms ? string.Create(CultureInfo.InvariantCulture, $"{ms:0.0} ms") : "not measured";

    internal static object ToJson(PeerDetails peer) => new
    {
        did = peer.Id.Value,
        name = peer.Name.Length > 0 ? peer.Name : null,
        endpoint = peer.Endpoint,
        status = peer.Status,
        incarnation = peer.Incarnation,
        rttMs = peer.RttMs,
        reliability = peer.Reliability,
        failures = peer.Failures,
        lastSeenMsAgo = (long)peer.LastSeen.TotalMilliseconds,
    };

    private static async Task<int> OnceAsync(CliIo io, FederationClient client, string node, bool json, CancellationToken stop)
    {
        var list = await client.GetPeersAsync(node, stop);
        if (json) io.Out.WriteLine(Line(list));
        else Console(io).Write(Table(list));
        return ExitCode.Ok;
    }

    private static async Task<int> WatchAsync(CliIo io, FederationClient client, string node, bool json, CancellationToken stop)
    {
        if (json || !io.IsTerminal)
        {
            while (true)
            {
                await OnceAsync(io, client, node, json, stop);
                await io.Out.FlushAsync(stop);
                await Task.Delay(Pace, stop);
            }
        }

        await Console(io).Live(new Text("")).StartAsync(async live =>
        {
            while (true)
            {
                live.UpdateTarget(Table(await client.GetPeersAsync(node, stop)));
                await Task.Delay(Pace, stop);
            }
        });
        return ExitCode.Ok;
    }

    private static string Line(PeerList list) => Json.Line(new
    {
        node = list.Node.Value,
        endpoint = list.Endpoint,
        incarnation = list.Incarnation,
        localHealth = list.LocalHealth,
        peers = list.Peers.Select(ToJson),
    });

    private static Table Table(PeerList list)
    {
        var table = new Table { Title = new TableTitle(Markup.Escape($"{list.Endpoint} ({list.Node}), incarnation {list.Incarnation.ToString(CultureInfo.InvariantCulture)}")) };
        table.Border(TableBorder.Simple);
        foreach (var column in (string[])["peer", "status", "address", "round trip", "reliability", "last seen", "failures"]) table.AddColumn(column);
        foreach (var peer in list.Peers)
        {
            table.AddRow(
                new Text(peer.Name.Length > 0 ? peer.Name : $"…{peer.Id.Value[^8..]}"),
                new Text(peer.Status, new Style(ColorOf(peer.Status))),
                new Text(peer.Endpoint),
                new Text(Rtt(peer)),
                new Text(peer.Reliability.ToString("0.00", CultureInfo.InvariantCulture)),
                new Text(string.Create(CultureInfo.InvariantCulture, $"{peer.LastSeen.TotalSeconds:0.0} s ago")),
                new Text(peer.Failures.ToString(CultureInfo.InvariantCulture)));
        }

        return table;
    }

    private static Color ColorOf(string status) => status switch
    {
        "HEALTHY" => Color.Green,
        "DEGRADED" => Color.Yellow,
        "UNREACHABLE" => Color.Red,
        _ => Color.Grey,
    };

    private static IAnsiConsole Console(CliIo io)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(io.Out) });
        if (!io.IsTerminal) console.Profile.Width = 200;
        return console;
    }
}
