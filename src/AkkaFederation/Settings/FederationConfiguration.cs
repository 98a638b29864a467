using AkkaFederation.Hocon;

namespace AkkaFederation.Settings;

/// <summary>
/// A checked configuration: the settings of the federation, and the plain HOCON that an actor system takes. Made from a
/// file or a text over <c>reference.conf</c>; environment variables and overrides go before both.
/// </summary>
public sealed class FederationConfiguration
{
    private FederationConfiguration(FederationSettings settings, ConfigObject tree)
    {
        Settings = settings;
        Tree = tree;
    }

    /// <summary>Everything under <c>federation</c>, checked.</summary>
    public FederationSettings Settings { get; }

    /// <summary>The merged tree without reference.conf's comments: <c>federation</c> whole, and the user's other blocks.</summary>
    internal ConfigObject Tree { get; }

    /// <summary>The same with another address to listen on.</summary>
    internal FederationConfiguration WithHost(string host) => new(Settings with { Node = Settings.Node with { Host = host } }, Tree);

    /// <summary>Loads a file.</summary>
    /// <exception cref="SettingsException">Unreadable, not HOCON, an unknown key, or a value of the wrong kind.</exception>
    public static FederationConfiguration Load(string path, ConfigurationSources? sources = null)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException(new SourcePosition(path, 0), $"the configuration file cannot be read: {e.Message}", e);
        }

        return Read(text, path, Path.GetDirectoryName(Path.GetFullPath(path))!, sources ?? new ConfigurationSources());
    }

    /// <summary>Takes the configuration as a text; <paramref name="name"/> stands in errors for the file.</summary>
    /// <exception cref="SettingsException">Not HOCON, an unknown key, or a value of the wrong kind.</exception>
    public static FederationConfiguration Parse(string text, string name = "(configuration)", ConfigurationSources? sources = null)
    {
        sources ??= new ConfigurationSources();
        return Read(text, name, sources.WorkingFolder, sources);
    }

    private static FederationConfiguration Read(string text, string name, string folder, ConfigurationSources sources)
    {
        var reference = ConfigurationLayers.ReadReference();
        var user = new ConfigurationLayers(sources).ReadUser(text, name);
        new KnownKeys((ConfigObject)reference.Find("federation")!.Value).Check(user);
        var tree = ConfigObject.Merge(user, reference);
        try
        {
            var federation = (ConfigObject)tree.Find("federation")!.Value;
            var settings = SettingsReader.Read(federation, new PathBase(folder, sources), new HashSet<string>(StringComparer.Ordinal));
            return new FederationConfiguration(settings, tree);
        }
        catch (SettingsException e) when (e.File == ShippedFiles.ReferenceName)
        {
            // What the reference leaves open must be set: the user looks for it in their own file.
            throw new SettingsException(new SourcePosition(name, 0), e.Message[(e.Message.IndexOf(": ", StringComparison.Ordinal) + 2)..], e);
        }
    }
}
