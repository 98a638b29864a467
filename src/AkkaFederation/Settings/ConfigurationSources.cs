using System.Collections;
using System.Collections.Immutable;

namespace AkkaFederation.Settings;

/// <summary>What goes before the configuration file, and where relative paths begin.</summary>
public sealed record ConfigurationSources
{
    /// <summary>Command-line flags and the like; they go before everything else.</summary>
    public ImmutableArray<SettingOverride> Overrides { get; init; } = [];

    /// <summary>Environment variables, for <c>FED__…</c> keys and for substitutions; the process's own unless given.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = ProcessEnvironment();

    /// <summary>Folder of relative paths that stand in no file; the current one unless given.</summary>
    public string WorkingFolder { get; init; } = Directory.GetCurrentDirectory();

    private static ImmutableSortedDictionary<string, string> ProcessEnvironment() =>
        System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToImmutableSortedDictionary(e => (string)e.Key, e => (string?)e.Value ?? "", StringComparer.Ordinal);
}
