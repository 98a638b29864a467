namespace AkkaFederation.Hocon;

/// <summary>
/// The assignments to one key. Invariant: no two neighbours are both objects (they are merged while reading), so that a
/// field inside them sees all of its own assignments, which is what a self-reference looks back on.
/// </summary>
internal sealed class RawField(string key)
{
    private readonly List<(SourcePosition Key, RawValue Value)> _assignments = [];

    public string Key { get; } = key;

    public IReadOnlyList<(SourcePosition Key, RawValue Value)> Assignments => _assignments;

    /// <summary>How far the resolver has got with this field.</summary>
    public RawFieldState State { get; set; }

    /// <summary>The value of the assignments resolved so far, the final one once resolved.</summary>
    public ConfigNode? Value { get; set; }

    /// <summary>The assignment that is being resolved.</summary>
    public int Current { get; set; }

    public RawObject OpenObject(SourcePosition key)
    {
        if (_assignments is [.., (_, RawObject last)])
            return last;
        var opened = new RawObject(key);
        _assignments.Add((key, opened));
        return opened;
    }

    public void Assign(SourcePosition key, RawValue value)
    {
        if (value is not RawObject added || _assignments is not [.., (_, RawObject last)])
        {
            _assignments.Add((key, value));
            return;
        }

        _assignments[^1] = (key, last);
        foreach (var field in added.Fields)
        {
            var target = last.GetOrAdd(field.Key);
            foreach (var (position, assigned) in field._assignments)
                target.Assign(position, assigned);
        }
    }
}

internal enum RawFieldState
{
    Untouched,
    InProgress,
    Resolved,
}
