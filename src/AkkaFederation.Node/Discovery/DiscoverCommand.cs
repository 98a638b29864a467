using System.CommandLine;
using AkkaFederation.Hosting;
using AkkaFederation.Node.Cli;

namespace AkkaFederation.Node.Discovery;

/// <summary><c>fed discover</c>: who advertises themselves on the local network.</summary>
internal static class DiscoverCommand
{
    public static Command Create(CliIo io)
    {
        var seconds = CommonOptions.Number("--seconds", "How long to listen.", 3, 1, 3600);
        var interfaces = new Option<string[]>("--interface") { Description = "Interface to use; may be repeated. All that can multicast where none is given.", HelpName = "NAME" };
        var json = CommonOptions.Json();
        var command = new FedCommand("discover",
            "List the nodes that advertise themselves on the local network by multicast DNS, of whatever federation. What they say of themselves is not proven.",
            "fed discover", "fed discover --seconds 10 --interface eth0 --json") { seconds, interfaces, json };
        command.SetAction(async (parsed, stop) =>
        {
            var time = TimeSpan.FromSeconds(parsed.GetRequiredValue(seconds));
            var found = await new DiscoverRun([.. parsed.GetValue(interfaces) ?? []], io.Error).RunAsync(time, stop);
            if (parsed.GetValue(json)) PrintJson(io, found);
            else PrintText(io, found, time);
            return ExitCode.Ok;
        });
        return command;
    }

    private static void PrintJson(CliIo io, IEnumerable<FoundNode> found)
    {
        foreach (var node in found) io.Out.WriteLine(Json.Line(node));
    }

    private static void PrintText(CliIo io, IReadOnlyCollection<FoundNode> found, TimeSpan time)
    {
        foreach (var node in found)
        {
            io.Out.WriteLine(LogText.Escape($"{node.Instance}  (cluster {Or(node.Cluster, "not said")}, by {node.Interface})"));
            io.Out.WriteLine(LogText.Escape($"  DID       {Or(node.Did, "not said")}"));
            io.Out.WriteLine(LogText.Escape($"  endpoint  {Or(node.Endpoint, "not said")}"));
            io.Out.WriteLine(LogText.Escape($"  API       {node.Host}:{node.ApiPort} [{string.Join(", ", node.Addresses)}]"));
            io.Out.WriteLine(LogText.Escape($"  version   {Or(node.Version, "not said")}, {Or(node.Instances, "0")} instances of {Or(node.Model, "no model")}; {Or(node.Hardware, "hardware not said")}"));
        }

        io.Out.WriteLine($"{found.Count} {(found.Count == 1 ? "node" : "nodes")} found in {time.TotalSeconds:0} s; what they say is not proven");
    }

    private static string Or(string? text, string otherwise) => string.IsNullOrEmpty(text) ? otherwise : text;
}
