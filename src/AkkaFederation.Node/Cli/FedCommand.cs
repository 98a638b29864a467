using System.CommandLine;

namespace AkkaFederation.Node.Cli;

/// <summary>A verb of <c>fed</c>. Its help ends with examples that can be pasted.</summary>
internal sealed class FedCommand : Command
{
    public FedCommand(string name, string description, params string[] examples) : base(name, description) => Examples = examples;

    public IReadOnlyList<string> Examples { get; }
}
