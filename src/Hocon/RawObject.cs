namespace AkkaFederation.Hocon;

/// <summary>An object as written: every assignment to every key, in order.</summary>
internal sealed class RawObject(SourcePosition position) : RawValue(position)
{
    private readonly Dictionary<string, RawField> _index = new(StringComparer.Ordinal);
    private readonly List<RawField> _fields = [];

    public IReadOnlyList<RawField> Fields => _fields;

    public RawField? Find(string key) => _index.GetValueOrDefault(key);

    public RawField GetOrAdd(string key)
    {
        if (_index.TryGetValue(key, out var field))
            return field;
        field = new RawField(key);
        _index.Add(key, field);
        _fields.Add(field);
        return field;
    }

    public void Assign(IReadOnlyList<string> path, SourcePosition key, RawValue value)
    {
        var scope = this;
        for (var i = 0; i < path.Count - 1; i++)
            scope = scope.GetOrAdd(path[i]).OpenObject(key);
        scope.GetOrAdd(path[^1]).Assign(key, value);
    }
}
