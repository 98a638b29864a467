using System.Diagnostics.CodeAnalysis;

namespace AkkaFederation.Hocon;

/// <summary>Fields in the order in which their keys first appeared.</summary>
internal sealed class ConfigObject : ConfigNode
{
    private readonly Dictionary<string, int> _index;

    public ConfigObject(IReadOnlyList<ConfigField> fields, SourcePosition position)
        : base(
            position,
            1 + fields.Select(f => f.Value.Depth).DefaultIfEmpty().Max(),
            1 + fields.Sum(f => f.Value.Weight + f.Key.Length))
    {
        Fields = fields;
        _index = new Dictionary<string, int>(fields.Count, StringComparer.Ordinal);
        for (var i = 0; i < fields.Count; i++)
            _index.Add(fields[i].Key, i);
    }

    public static ConfigObject Empty { get; } = new([], new SourcePosition("(none)", 0));

    public IReadOnlyList<ConfigField> Fields { get; }

    public override string Kind => "an object";

    public bool TryGet(string key, [MaybeNullWhen(false)] out ConfigField field)
    {
        field = _index.TryGetValue(key, out var i) ? Fields[i] : null;
        return field is not null;
    }

    /// <summary>The field at a dotted path, or null.</summary>
    public ConfigField? Find(string path) => Find(HoconPath.Parse(path));

    public ConfigField? Find(IReadOnlyList<string> path)
    {
        ConfigNode node = this;
        ConfigField? field = null;
        foreach (var key in path)
        {
            if (node is not ConfigObject scope || !scope.TryGet(key, out field))
                return null;
            node = field.Value;
        }

        return field;
    }

    /// <summary>Objects merge key by key; of anything else <paramref name="over"/> wins.</summary>
    public static ConfigObject Merge(ConfigObject over, ConfigObject under)
    {
        if (over.Fields.Count == 0)
            return under;
        if (under.Fields.Count == 0)
            return over;

        var fields = new List<ConfigField>(under.Fields.Count + over.Fields.Count);
        foreach (var field in under.Fields)
        {
            if (!over.TryGet(field.Key, out var winner))
                fields.Add(field);
            else if (winner.Value is ConfigObject o && field.Value is ConfigObject u)
                fields.Add(winner with { Value = Merge(o, u) });
            else
                fields.Add(winner);
        }

        fields.AddRange(over.Fields.Where(field => !under._index.ContainsKey(field.Key)));
        return new ConfigObject(fields, over.Position);
    }
}
