#nullable disable
using System.Reflection;
using System.Text.Json;
using Akka.Configuration.Hocon;
using AkkaFederation.Hocon;

namespace Akka.Configuration;

/// <summary>Where configurations come from.</summary>
public class ConfigurationFactory
{
    private const string ReferenceSuffix = "reference.conf";

    private static readonly Lazy<Config> Reference = new(ReadReference);

    public static Config Empty => Config.Empty;

    /// <summary>The default of every key that the engine reads.</summary>
    public static Config Default() => Reference.Value;

    /// <summary>Empty: this engine reads no XML application settings.</summary>
    public static Config Load() => Empty;

    /// <exception cref="FormatException">The text is not HOCON; the message says where and why.</exception>
    public static Config ParseString(string hocon) => Parse(hocon, null);

    /// <param name="hocon">The text.</param>
    /// <param name="includeCallback">Answers the name of an <c>include</c>; null forbids it.</param>
    /// <exception cref="FormatException">The text is not HOCON; the message says where and why.</exception>
    public static Config ParseString(string hocon, Func<string, HoconRoot> includeCallback) => Parse(hocon, includeCallback);

    /// <summary>The public properties of an object, by way of JSON.</summary>
    public static Config FromObject(object source) => ParseString(JsonSerializer.Serialize(source));

    public static Config FromResource<TAssembly>(string resourceName) =>
        FromResource(resourceName, typeof(TAssembly).Assembly);

    public static Config FromResource(string resourceName, object instanceInAssembly) => FromResource(
        resourceName, instanceInAssembly as Assembly ?? (instanceInAssembly as Type ?? instanceInAssembly.GetType()).Assembly);

    /// <exception cref="ConfigurationException">The assembly has no such resource.</exception>
    public static Config FromResource(string resourceName, Assembly assembly)
    {
        using var stream = assembly.GetManifestResourceStream(resourceName)
            ?? throw new ConfigurationException($"Assembly {assembly.GetName().Name} has no resource '{resourceName}'.");
        using var reader = new StreamReader(stream);
        return new Config(HoconParser.Parse(reader.ReadToEnd(), resourceName, HoconOptions.TextOnly), null);
    }

    private static Config Parse(string hocon, Func<string, HoconRoot> include)
    {
        ArgumentNullException.ThrowIfNull(hocon);
        var options = HoconOptions.Default with
        {
            ReadFile = null,
            IncludeTree = include is null ? null : name => include(name)?.Tree,
        };
        return new Config(HoconParser.Parse(hocon, "configuration", options), null);
    }

    // Each room of the engine states its own keys in a reference.conf beside its code.
    private static Config ReadReference()
    {
        var assembly = typeof(ConfigurationFactory).Assembly;
        return assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(ReferenceSuffix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Aggregate(Empty, (config, name) => config.WithFallback(FromResource(name, assembly)));
    }
}
