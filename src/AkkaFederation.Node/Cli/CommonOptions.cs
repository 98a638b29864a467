using System.CommandLine;

namespace AkkaFederation.Node.Cli;

/// <summary>Options that several verbs share, so that they are spelled and explained once.</summary>
internal static class CommonOptions
{
    public static Option<bool> Json() => new("--json") { Description = "Print JSON instead of text for people." };

    public static Option<string> OutputFolder(string description) =>
        new("--out") { Description = description, HelpName = "DIR", Required = true };

    public static Option<int> Days(int days)
    {
        var option = new Option<int>("--days") { Description = "How long the certificate is valid.", HelpName = "N", DefaultValueFactory = _ => days };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 36500)
                result.AddError("--days takes a number from 1 to 36500.");
        });
        return option;
    }
}
