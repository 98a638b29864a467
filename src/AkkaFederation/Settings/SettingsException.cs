using AkkaFederation.Hocon;

namespace AkkaFederation.Settings;

/// <summary>The configuration is wrong. The message names file and line, the key, and what was expected there.</summary>
public sealed class SettingsException : FederationStartException
{
    internal SettingsException(SourcePosition position, string problem, Exception? cause = null)
        : base(position.Line > 0 ? $"{position}: {problem}" : $"{position.File}: {problem}", UsageExitCode, cause)
    {
        File = position.File;
        Line = position.Line;
    }

    /// <summary>The file, environment variable or flag that the wrong value comes from.</summary>
    public string File { get; }

    /// <summary>The line in <see cref="File"/>, from 1; 0 where there are no lines.</summary>
    public int Line { get; }
}
