using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace AkkaFederation.Node.Cli;

/// <summary>The library's help, then what it does not know: examples and exit codes.</summary>
internal sealed class ExamplesHelpAction(HelpAction inner) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        inner.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        var command = parseResult.CommandResult.Command;
        if (command is FedCommand { Examples.Count: > 0 } fed)
        {
            output.WriteLine("Examples:");
            foreach (var example in fed.Examples)
                output.WriteLine("  " + example);
            output.WriteLine();
        }
        if (command is RootCommand)
        {
            output.WriteLine(ExitCode.Help);
            output.WriteLine();
        }
        return ExitCode.Ok;
    }
}
