using System.CommandLine;
using System.Globalization;

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
}
