using System.Collections.Immutable;
using System.Globalization;
using AkkaFederation.Hocon;

namespace AkkaFederation.Settings;

/// <summary>
/// Typed reading of one block of the merged tree. Each read checks kind and range and says file, line, key and what was
/// expected; each key that is read is noted, so that a test can show that reference.conf and the readers know the same
/// keys.
/// </summary>
internal sealed class SettingsScope
{
    private const string ByProfile = "by-profile";
    private readonly ConfigObject _block;
    private readonly string _path;
    private readonly ISet<string> _read;

    public SettingsScope(ConfigObject block, string path, ISet<string> read)
    {
        _block = block;
        _path = path;
        _read = read;
    }

    public SettingsScope Block(string key)
    {
        var field = Field(key);
        if (field.Value is not ConfigObject inner) throw Wrong(field, "a block { … }");
        _read.Remove(PathOf(key));
        return new SettingsScope(inner, PathOf(key), _read);
    }

    public string Text(string key) => Text(Field(key));

    public int Integer(string key, int min, int max)
    {
        var field = Field(key);
        return field.Value is ConfigScalar scalar
            && int.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= min && value <= max
            ? value
            : throw Wrong(field, string.Create(CultureInfo.InvariantCulture, $"an integer from {min} to {max}"));
    }

    public bool Switch(string key)
    {
        var field = Field(key);
        return field.Value is ConfigScalar scalar && HoconUnits.TryParseBoolean(scalar.Text, out var value)
            ? value
            : throw Wrong(field, "on or off");
    }

    public TimeSpan Duration(string key, TimeSpan min, TimeSpan max) => Duration(Field(key), min, max, profile: null);

    /// <summary>A duration, or the profile's where the value is <c>by-profile</c>.</summary>
    public TimeSpan Duration(string key, TimeSpan min, TimeSpan max, TimeSpan profile) => Duration(Field(key), min, max, profile);

    public int Size(string key, int min, int max)
    {
        var field = Field(key);
        return field.Value is ConfigScalar scalar && HoconUnits.TryParseByteSize(scalar.Text, out var value) && value >= min && value <= max
            ? (int)value
            : throw Wrong(field, string.Create(CultureInfo.InvariantCulture, $"a size such as 64KiB, from {min} to {max} bytes"));
    }

    public TEnum OneOf<TEnum>(string key)
        where TEnum : struct, Enum
    {
        var field = Field(key);
        var names = Enum.GetNames<TEnum>().Select(n => n.ToLowerInvariant()).ToList();
        var text = (field.Value as ConfigScalar)?.Text;
        return text is not null && names.Contains(text)
            ? Enum.Parse<TEnum>(text, ignoreCase: true)
            : throw Wrong(field, names.Count == 1 ? $"'{names[0]}'" : $"one of {string.Join(", ", names)}");
    }

    /// <summary>A list of texts, each turned into a value; the converter answers null and says what it expected.</summary>
    public ImmutableArray<T> List<T>(string key, int max, Func<string, (T? Value, string Expected)> convert)
    {
        var field = Field(key);
        if (field.Value is not ConfigArray array) throw Wrong(field, "a list [ … ]");
        if (array.Items.Count > max) throw Wrong(field, string.Create(CultureInfo.InvariantCulture, $"at most {max} items"));
        var values = ImmutableArray.CreateBuilder<T>(array.Items.Count);
        foreach (var item in array.Items)
        {
            var (value, expected) = item is ConfigScalar { IsNull: false } scalar ? convert(scalar.Text) : (default, "a text");
            values.Add(expected.Length == 0 ? value! : throw Wrong(key, item, expected));
        }

        return values.MoveToImmutable();
    }

    /// <summary>A block of free keys with texts.</summary>
    public ImmutableSortedDictionary<string, string> Texts(string key, int max)
    {
        var field = Field(key);
        if (field.Value is not ConfigObject block) throw Wrong(field, "a block { name = text }");
        if (block.Fields.Count > max) throw Wrong(field, string.Create(CultureInfo.InvariantCulture, $"at most {max} entries"));
        return block.Fields.ToImmutableSortedDictionary(f => f.Key, Text, StringComparer.Ordinal);
    }

    /// <summary>A path, made absolute.</summary>
    public string Path(string key, PathBase folder)
    {
        var field = Field(key);
        var text = Text(field);
        return text.Length > 0 ? folder.Resolve(text, field.Value.Position) : throw Wrong(field, "a path");
    }

    /// <summary>A path, made absolute; empty where the text is.</summary>
    public string PathOrNone(string key, PathBase folder)
    {
        var field = Field(key);
        var text = Text(field);
        return text.Length > 0 ? folder.Resolve(text, field.Value.Position) : "";
    }

    /// <summary>A list of paths, made absolute.</summary>
    public ImmutableArray<string> Paths(string key, int max, PathBase folder)
    {
        var position = Field(key).Value.Position;
        return List<string>(key, max, text => text.Length > 0 && !text.Any(char.IsControl) ? (folder.Resolve(text, position), "") : (null, "paths"));
    }

    /// <summary>The error for a value that is well-formed and still wrong.</summary>
    public SettingsException Wrong(string key, string expected) => Wrong(Field(key), expected);

    public static string Print(TimeSpan value) => value switch
    {
        { Ticks: var t } when t % TimeSpan.TicksPerHour == 0 && t > 0 => $"{value.TotalHours.ToString(CultureInfo.InvariantCulture)}h",
        { Ticks: var t } when t % TimeSpan.TicksPerSecond == 0 => $"{value.TotalSeconds.ToString(CultureInfo.InvariantCulture)}s",
        _ => $"{value.TotalMilliseconds.ToString(CultureInfo.InvariantCulture)}ms",
    };

    private TimeSpan Duration(ConfigField field, TimeSpan min, TimeSpan max, TimeSpan? profile)
    {
        var text = (field.Value as ConfigScalar)?.Text;
        if (profile is { } given && text == ByProfile) return given;
        return HoconUnits.TryParseDuration(text, out var value) && value >= min && value <= max
            ? value
            : throw Wrong(field, $"a duration from {Print(min)} to {Print(max)}{(profile is null ? "" : $", or {ByProfile}")}");
    }

    private string Text(ConfigField field)
    {
        if (field.Value is not ConfigScalar { IsNull: false } scalar) throw Wrong(field, "a text");
        return scalar.Text.Any(char.IsControl) ? throw Wrong(field, "a text without control characters") : scalar.Text;
    }

    private ConfigField Field(string key)
    {
        _read.Add(PathOf(key));
        return _block.TryGet(key, out var field) ? field : throw new InvalidOperationException($"reference.conf lacks {PathOf(key)}.");
    }

    private SettingsException Wrong(ConfigField field, string expected) => Wrong(field.Key, field.Value, expected);

    private SettingsException Wrong(string key, ConfigNode value, string expected) =>
        new(value.Position, $"{PathOf(key)} = {Shown(value)}: expected {expected}");

    private string PathOf(string key) => $"{_path}.{HoconPath.Quote(key)}";

    private static string Shown(ConfigNode value)
    {
        if (value is not ConfigScalar scalar) return value.Kind;
        var text = scalar.Text.Length > 60 ? scalar.Text[..60] + "…" : scalar.Text;
        text = string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));
        return scalar.Quoted || text.Length == 0 ? $"\"{text}\"" : text;
    }
}
