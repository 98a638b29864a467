using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using AkkaFederation.Settings;

namespace AkkaFederation.Node.Cli;

/// <summary>Options that several verbs share, so that they are spelled and explained once.</summary>
internal static class CommonOptions
{
    public static Option<bool> Json() => new("--json") { Description = "Print JSON instead of text for people." };

    public static Option<string> OutputFolder(string description) =>
        new("--out") { Description = description, HelpName = "DIR", Required = true };

    public static Option<int> Days(int days) => Number("--days", "How long the certificate is valid.", days, 1, 36500);

    /// <summary>A whole number within bounds; anything else is an error that names them.</summary>
    public static Option<int> Number(string name, string description, int usual, int least, int most) => new(name)
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => usual,
        CustomParser = result =>
        {
            if (int.TryParse(result.Tokens[^1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
                return value;
            result.AddError($"{name} takes a number from {least} to {most}, not '{result.Tokens[^1].Value}'.");
            return usual;
        },
    };

    /// <summary>Which journal, as in <c>federation.journal</c>.</summary>
    public static Option<JournalKind> Journal(string description) => new("--journal")
    {
        Description = description,
        HelpName = "NAME",
        DefaultValueFactory = _ => JournalKind.Sqlite,
        CustomParser = result => ParseJournal(result, result.Tokens[^1].Value),
    };

    /// <summary>Several journals with commas between, each once.</summary>
    public static Option<JournalKind[]> Journals() => new("--journal")
    {
        Description = "Which journals, one after the other: sqlite, wal.",
        HelpName = "NAME,NAME",
        DefaultValueFactory = _ => [JournalKind.Sqlite],
        CustomParser = result => [.. result.Tokens.SelectMany(t => t.Value.Split(',')).Select(name => ParseJournal(result, name)).Distinct()],
    };

    /// <summary>The journal as a setting names it.</summary>
    public static string NameOf(JournalKind journal) => journal.ToString().ToLowerInvariant();

    private static JournalKind ParseJournal(ArgumentResult result, string name)
    {
        foreach (var kind in Enum.GetValues<JournalKind>())
        {
            if (NameOf(kind) == name) return kind;
        }

        result.AddError($"--journal takes sqlite or wal, not '{name}'.");
        return JournalKind.Sqlite;
    }
}
