using AkkaFederation.Hocon;

namespace AkkaFederation.Settings;

/// <summary>
/// Puts the layers together: reference.conf, the user's text with what it includes, environment, overrides. All HOCON
/// that goes beyond an engine's own reader (includes, substitution from the environment, +=) is worked off here, so both
/// engines see the same plain text.
/// </summary>
internal sealed class ConfigurationLayers
{
    private const string EnvironmentPrefix = "FED__";
    private readonly ConfigurationSources _sources;

    public ConfigurationLayers(ConfigurationSources sources) => _sources = sources;

    /// <exception cref="SettingsException">Text that is not HOCON, or a file that cannot be read.</exception>
    public ConfigObject ReadUser(string text, string name)
    {
        try
        {
            var tree = HoconParser.Parse(text, name, Options());
            tree = ConfigObject.Merge(FromEnvironment(), tree);
            return _sources.Overrides.Aggregate(tree, (under, o) => ConfigObject.Merge(Single(o.Key, o.Value, o.Source), under));
        }
        catch (HoconException e)
        {
            throw new SettingsException(e.Position, e.Problem, e);
        }
    }

    public static ConfigObject ReadReference() =>
        HoconParser.Parse(ShippedFiles.Read("reference.conf"), ShippedFiles.ReferenceName, HoconOptions.TextOnly);

    private HoconOptions Options() => new()
    {
        ReadFile = ReadFile,
        Environment = name => _sources.Environment.TryGetValue(name, out var value) ? value : null,
    };

    // A file of the user's goes before a shipped one of the same name.
    private static string ReadFile(string path)
    {
        var name = Path.GetFileName(path);
        return !File.Exists(path) && ShippedFiles.Names.Contains(name) ? ShippedFiles.Read(name) : File.ReadAllText(path);
    }

    private ConfigObject FromEnvironment() => _sources.Environment
        .Where(v => v.Key.StartsWith(EnvironmentPrefix, StringComparison.Ordinal))
        .OrderBy(v => v.Key, StringComparer.Ordinal)
        .Aggregate(ConfigObject.Empty, (under, v) => ConfigObject.Merge(Single(KeyOf(v.Key), v.Value, $"environment variable {v.Key}"), under));

    private static string KeyOf(string variable) =>
        "federation." + variable[EnvironmentPrefix.Length..].ToLowerInvariant().Replace("__", ".", StringComparison.Ordinal).Replace('_', '-');

    // Values from outside are texts, so that a path or an address needs no quotes on a command line; brackets make a list.
    private static ConfigObject Single(string key, string value, string source)
    {
        var position = new SourcePosition(source, 0);
        var node = value.Trim() is ['[', .. var items, ']'] ? List(items, source, position) : Text(value, position);
        foreach (var segment in HoconPath.Parse(key).Reverse())
            node = new ConfigObject([new ConfigField(segment, position, node)], position);
        return (ConfigObject)node;
    }

    private static ConfigNode List(string items, string source, SourcePosition position) => items.Contains('"')
        ? HoconParser.Parse($"list = [{items}]", source, HoconOptions.TextOnly).Find("list")!.Value
        : new ConfigArray([.. items.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(i => Text(i, position))], position);

    private static ConfigNode Text(string value, SourcePosition position) => new ConfigScalar(value, HoconWriter.NeedsQuotes(value), position);
}
