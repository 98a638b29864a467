#nullable disable
using Akka.Configuration.Hocon;
using AkkaFederation.Hocon;

namespace Akka.Configuration;

/// <summary>
/// Settings read from HOCON, with another configuration behind them for what they do not say. Immutable. Where both
/// have an object under one key the objects are merged; anything else hides what is behind it.
/// </summary>
public partial class Config
{
    /// <summary>A configuration without settings.</summary>
    public static readonly Config Empty = new();

    private readonly ConfigObject _own;
    private readonly ConfigObject _merged;

    public Config()
        : this(ConfigObject.Empty, null)
    {
    }

    public Config(HoconRoot root)
        : this((root ?? throw new ArgumentNullException(nameof(root))).Tree, null)
    {
    }

    public Config(Config source, Config fallback)
        : this((source ?? throw new ArgumentNullException(nameof(source)))._merged, fallback)
    {
    }

    internal Config(ConfigObject own, Config fallback)
    {
        _own = own;
        Fallback = fallback;
        _merged = fallback is null ? own : ConfigObject.Merge(own, fallback._merged);
    }

    /// <summary>What answers for keys that are not set here; null if there is nothing.</summary>
    public Config Fallback { get; }

    public virtual bool IsEmpty => _merged.Fields.Count == 0;

    public HoconValue Root => new(_merged);

    internal ConfigObject Tree => _merged;

    /// <summary>These settings with <paramref name="fallback"/> behind everything that is already there.</summary>
    public virtual Config WithFallback(Config fallback)
    {
        if (ReferenceEquals(fallback, this))
            throw new ArgumentException("A configuration cannot be its own fallback.", nameof(fallback));
        if (fallback.IsNullOrEmpty())
            return this;
        return IsEmpty ? fallback : Copy(fallback);
    }

    public virtual bool HasPath(string path) => _merged.Find(path) is not null;

    /// <summary>The settings below a path; null when there are none.</summary>
    public virtual Config GetConfig(string path) => _merged.Find(path) switch
    {
        null => null,
        { Value: ConfigObject tree } => new Config(tree, null),
        var field => throw new FormatException($"{field.Position}: '{path}' must be an object, found {field.Value.Kind}"),
    };

    /// <summary>The value at a path; null when there is none.</summary>
    public HoconValue GetValue(string path) => _merged.Find(path) is { } field ? new HoconValue(field.Value) : null;

    /// <summary>The top-level keys with their values.</summary>
    public virtual IEnumerable<KeyValuePair<string, HoconValue>> AsEnumerable() =>
        _merged.Fields.Select(field => KeyValuePair.Create(field.Key, new HoconValue(field.Value)));

    public override string ToString() => ToString(includeFallback: true);

    /// <summary>The settings as HOCON text that reads back as the same values.</summary>
    public string ToString(bool includeFallback) => (includeFallback ? _merged : _own).ToString();

    public static Config operator +(Config config, string fallback) =>
        config.WithFallback(ConfigurationFactory.ParseString(fallback));

    public static Config operator +(string configHocon, Config fallbackConfig) =>
        ConfigurationFactory.ParseString(configHocon).WithFallback(fallbackConfig);

    public static implicit operator Config(string str) => ConfigurationFactory.ParseString(str);

    /// <summary>The same settings with <paramref name="fallback"/> behind the fallbacks that are there.</summary>
    protected Config Copy(Config fallback = null) =>
        new(_own, Fallback is null || ReferenceEquals(Fallback, fallback) ? fallback : Fallback.Copy(fallback));
}
