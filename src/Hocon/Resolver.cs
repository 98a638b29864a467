namespace AkkaFederation.Hocon;

/// <summary>
/// Turns raw values into the final tree (HOCON specification, "Substitutions"). A field is folded over its assignments
/// in order; a reference to a field that is just being folded looks back on what stood before, which gives
/// self-reference its meaning and makes a cycle an undefined value instead of a loop. Undefined values fall back on the
/// environment; what remains undefined is an error, or nothing for <c>${?path}</c>.
/// </summary>
internal sealed class Resolver(RawObject root, HoconOptions options)
{
    private const int MaxSubstitutionChain = 64;

    private int _chain;

    public ConfigObject Resolve() => (ConfigObject)Check(Evaluate(root))!;

    private ConfigNode? Evaluate(RawValue value) => value switch
    {
        RawNode raw => raw.Node,
        RawObject raw => EvaluateObject(raw),
        RawArray raw => new ConfigArray([.. raw.Items.Select(Evaluate).OfType<ConfigNode>()], raw.Position),
        RawSubstitution raw => Substitute(raw),
        RawConcatenation raw => Concatenation.Join(raw, Evaluate),
        _ => throw new InvalidOperationException($"unknown raw value {value.GetType()}"),
    };

    private ConfigObject EvaluateObject(RawObject raw)
    {
        var fields = new List<ConfigField>(raw.Fields.Count);
        foreach (var field in raw.Fields)
        {
            if (ValueOf(field) is { } value)
                fields.Add(new ConfigField(field.Key, field.Assignments[^1].Key, value));
        }

        return new ConfigObject(fields, raw.Position);
    }

    private ConfigNode? ValueOf(RawField field)
    {
        if (field.State != RawFieldState.Untouched)
            return field.Value;

        field.State = RawFieldState.InProgress;
        for (field.Current = 0; field.Current < field.Assignments.Count; field.Current++)
        {
            var added = Check(Evaluate(field.Assignments[field.Current].Value));
            field.Value = (added, field.Value) switch
            {
                (null, var before) => before,
                (ConfigObject over, ConfigObject under) => Check(ConfigObject.Merge(over, under)),
                _ => added,
            };
        }

        field.State = RawFieldState.Resolved;
        return field.Value;
    }

    private ConfigNode? Substitute(RawSubstitution raw)
    {
        if (++_chain > MaxSubstitutionChain)
            throw new HoconException(raw.Position, $"substitution ${{{HoconPath.Format(raw.Path)}}} leads through too many others");

        var value = raw.Prefix.Count > 0 ? Find(root, [.. raw.Prefix, .. raw.Path], 0) : null;
        value ??= Find(root, raw.Path, 0) ?? FromEnvironment(raw);
        _chain--;
        if (value is null && !raw.Optional)
        {
            throw new HoconException(
                raw.Position,
                $"expected '{HoconPath.Format(raw.Path)}' to be defined: it is neither a key nor an environment variable");
        }

        return value;
    }

    private ConfigScalar? FromEnvironment(RawSubstitution raw) =>
        options.Environment(string.Join('.', raw.Path)) is { } text
            ? new ConfigScalar(text, quoted: HoconWriter.NeedsQuotes(text), raw.Position)
            : null;

    private ConfigNode? Find(RawObject scope, IReadOnlyList<string> path, int i)
    {
        if (scope.Find(path[i]) is not { } field)
            return null;
        return i == path.Count - 1 ? ValueOf(field) : FindInside(field, path, i + 1);
    }

    // The last assignment that has the path wins; objects found on the way merge, anything else ends the search.
    private ConfigNode? FindInside(RawField field, IReadOnlyList<string> path, int i)
    {
        if (field.State == RawFieldState.Resolved)
            return FindResolved(field.Value, path, i);

        ConfigNode? found = null;
        for (var k = field.Assignments.Count - 1; k >= 0; k--)
        {
            if (k == field.Current && field.State == RawFieldState.InProgress
                && field.Assignments[k].Value is not RawObject)
                continue;
            var (next, more) = FindInAssignment(field.Assignments[k].Value, path, i);
            found = (found, next) switch
            {
                (null, _) => next,
                (ConfigObject over, ConfigObject under) => Check(ConfigObject.Merge(over, under)),
                _ => found,
            };
            if (!more || found is not (null or ConfigObject))
                return found;
        }

        return found;
    }

    private (ConfigNode? Found, bool More) FindInAssignment(RawValue value, IReadOnlyList<string> path, int i)
    {
        if (value is RawObject scope)
            return (Find(scope, path, i), true);
        var resolved = Evaluate(value);
        return (FindResolved(resolved, path, i), resolved is null or ConfigObject);
    }

    private static ConfigNode? FindResolved(ConfigNode? node, IReadOnlyList<string> path, int i)
    {
        for (; i < path.Count && node is not null; i++)
            node = node is ConfigObject scope && scope.TryGet(path[i], out var field) ? field.Value : null;
        return node;
    }

    private ConfigNode? Check(ConfigNode? node)
    {
        if (node?.Depth > options.MaxDepth + 1)
            throw new HoconException(node.Position, $"values nest deeper than {options.MaxDepth} levels after substitution");
        if (node?.Weight > options.MaxWeight)
            throw new HoconException(node.Position, $"more than {options.MaxWeight} characters after substitution");
        return node;
    }
}
