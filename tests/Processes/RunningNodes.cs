using System.Text.Json;
using AkkaFederation.Node.Cli;

namespace Processes;

/// <summary>The node processes that a demonstration started, by what they wrote into their logs.</summary>
internal static class RunningNodes
{
    public static List<int> Of(string folder) => [.. Directory.EnumerateFiles(folder, "node.log", SearchOption.AllDirectories)
        .SelectMany(ReadShared)
        .Where(l => l.StartsWith(NodeEvents.ListeningPrefix, StringComparison.Ordinal))
        .Select(l => JsonDocument.Parse(l).RootElement.GetProperty("pid").GetInt32())];

    /// <summary>Whether this process runs and is a node: its id may have been given to another program since.</summary>
    public static bool Runs(int id)
    {
        var commandLine = $"/proc/{id}/cmdline";
        try
        {
            return File.Exists(commandLine) && File.ReadAllText(commandLine).Contains("--exit-with-parent", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static IEnumerable<string> ReadShared(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        while (reader.ReadLine() is { } line)
            yield return line;
    }
}
