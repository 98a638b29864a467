using AkkaFederation.Settings;
using Microsoft.Extensions.Logging;

namespace AkkaFederation.Node.Hosting;

/// <summary>How a node is run, from the command line.</summary>
/// <param name="ConfigPath">The configuration file.</param>
/// <param name="Sources">Flags and environment.</param>
/// <param name="Level">Least level of log lines.</param>
/// <param name="ExitWithParent">Whether the end of standard input stops the node.</param>
/// <param name="Json">Whether events are printed as JSON.</param>
internal sealed record NodeOptions(string ConfigPath, ConfigurationSources Sources, LogLevel Level, bool ExitWithParent, bool Json)
{
    /// <summary>What `fed bench consensus --signing off` gives to the nodes that it starts.</summary>
    public const string UncertifiedFlag = "--benchmark-without-signatures";

    /// <inheritdoc cref="AkkaFederation.Hosting.FederationOptions.Uncertified"/>
    public bool Uncertified { get; init; }
}
