using System.CommandLine;
using System.Globalization;
using AkkaFederation.Identity;
using Spectre.Console;

namespace AkkaFederation.Node.Cli;

/// <summary><c>fed voters</c>: who votes in the federation, and changes of that, one at a time.</summary>
internal static class VotersCommand
{
    public static Command Create(CliIo io)
    {
        var command = new FedCommand("voters", "Who votes, and who learns to: list, add, promote, remove.",
            "fed voters list --config node.conf",
            "fed voters remove 10.0.0.3:2551 --config node.conf    # a dead voter; a learner that has caught up takes its place",
            "fed voters add did:key:zDnae… --node 10.0.0.1:2551 --identity client --cluster lab --json")
        {
            List(io),
            Change(io, "add", "Makes a node a learner: it gets the log and becomes a voter once it has caught up, if there is room.", "added as a learner",
                (client, node, member, wait, stop) => client.AddLearnerAsync(node, member, wait, stop)),
            Change(io, "promote", "Makes a learner that has caught up a voter.", "now votes",
                (client, node, member, wait, stop) => client.PromoteAsync(node, member, wait, stop)),
            Change(io, "remove", "Removes a voter or learner; refused where the others could not commit without it.", "removed",
                (client, node, member, wait, stop) => client.RemoveVoterAsync(node, member, wait, stop)),
        };
        return command;
    }

    private static FedCommand List(CliIo io)
    {
        var connection = new ClientConnection();
        var json = CommonOptions.Json();
        var command = new FedCommand("list", "Voters and learners; from the leader also how far each is and when it last answered.",
            "fed voters list --config node.conf", "fed voters list --node 10.0.0.1:2551 --identity client --cluster lab --json") { json };
        foreach (var option in connection.Options) command.Add(option);
        command.SetAction(async (parsed, stop) =>
        {
            var (node, list) = await connection.AskAsync(parsed, (client, node) => FromLeaderAsync(client, node, stop));
            if (parsed.GetValue(json)) io.Out.WriteLine(ToJson(node, list));
            else Console(io).Write(Table(node, list));
            return ExitCode.Ok;
        });
        return command;
    }

    private static FedCommand Change(
        CliIo io, string name, string description, string done, Func<FederationClient, string, Did, TimeSpan, CancellationToken, Task<ulong>> change)
    {
        var member = new Argument<string>("member") { Description = "DID, a unique beginning or end of one, or host:port." };
        var wait = CommonOptions.Number("--wait", "Seconds to wait until the change is committed.", 10, 1, 3600);
        var connection = new ClientConnection();
        var json = CommonOptions.Json();
        var command = new FedCommand(name, description, $"fed voters {name} 10.0.0.3:2551 --config node.conf",
            $"fed voters {name} zDnaeR7q --node 10.0.0.1:2551 --identity client --cluster lab --json") { member, wait, json };
        foreach (var option in connection.Options) command.Add(option);
        command.SetAction(async (parsed, stop) =>
        {
            var asked = parsed.GetRequiredValue(member);
            var (id, epoch) = await connection.AskAsync(parsed, async (client, node) =>
            {
                var did = await VoterNames.FindAsync(client, node, asked, stop);
                return (did, await change(client, node, did, TimeSpan.FromSeconds(parsed.GetValue(wait)), stop));
            });
            io.Out.WriteLine(parsed.GetValue(json)
                ? Json.Line(new { member = id.Value, change = name, epoch })
                : string.Create(CultureInfo.InvariantCulture, $"{id} {done} (log entry {epoch})"));
            return ExitCode.Ok;
        });
        return command;
    }

    // The leader knows how far everybody is.
    private static async Task<(string Node, VoterList List)> FromLeaderAsync(FederationClient client, string node, CancellationToken stop)
    {
        var list = await VoterNames.ListAsync(client, node, stop);
        if (list.IsFromLeader || list.LeaderEndpoint.Length == 0) return (node, list);
        try
        {
            return (list.LeaderEndpoint, await client.GetVotersAsync(list.LeaderEndpoint, stop));
        }
        catch (Exception error) when (error is Akka.Actor.AskTimeoutException or InvalidOperationException)
        {
            return (node, list);
        }
    }

    private static string ToJson(string node, VoterList list) => Json.Line(new
    {
        node,
        epoch = list.Epoch,
        committed = list.IsCommitted,
        leader = list.Leader?.Value,
        fromLeader = list.IsFromLeader,
        featureLevel = list.FeatureLevel,
        lastIndex = list.LastIndex,
        maxVoters = list.MaxVoters,
        members = list.Members.Select(m => new
        {
            did = m.Id.Value,
            votes = m.Votes,
            endpoint = m.Endpoint.Length > 0 ? m.Endpoint : null,
            status = m.Status.Length > 0 ? m.Status : null,
            matchIndex = list.IsFromLeader ? m.MatchIndex : (ulong?)null,
            lastHeardMsAgo = (long?)m.LastHeard?.TotalMilliseconds,
            caughtUp = list.IsFromLeader ? m.IsCaughtUp : (bool?)null,
            featureLevel = list.IsFromLeader ? m.FeatureLevel : (int?)null,
        }),
    });

    private static Table Table(string node, VoterList list)
    {
        var table = new Table { Title = new TableTitle(Markup.Escape(string.Create(CultureInfo.InvariantCulture,
            $"{list.Members.Count(m => m.Votes)} voters, {list.Members.Count(m => !m.Votes)} learners since log entry {list.Epoch}{(list.IsCommitted ? "" : " (not committed yet)")}, as {node} has it"))) };
        table.Border(TableBorder.Simple);
        foreach (var column in (string[])["member", "role", "status", "address", "holds", "last answer"]) table.AddColumn(column);
        foreach (var member in list.Members)
        {
            table.AddRow(
                new Text(member.Id.Value),
                new Text(member.Id == list.Leader ? "leader" : member.Votes ? "voter" : "learner"),
                new Text(member.Status.Length > 0 ? member.Status : "not known"),
                new Text(member.Endpoint),
                new Text(list.IsFromLeader ? string.Create(CultureInfo.InvariantCulture, $"{member.MatchIndex} of {list.LastIndex}") : "ask the leader"),
                new Text(member.LastHeard is { } heard ? string.Create(CultureInfo.InvariantCulture, $"{heard.TotalSeconds:0.0} s ago") : "not known"));
        }

        return table;
    }

    private static IAnsiConsole Console(CliIo io)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(io.Out) });
        if (!io.IsTerminal) console.Profile.Width = 240;
        return console;
    }
}
