using System.Text;

namespace AkkaFederation.Hocon;

/// <summary>Joins values that stand side by side: all texts, all lists, or all objects.</summary>
internal static class Concatenation
{
    public static ConfigNode? Join(RawConcatenation raw, Func<RawValue, ConfigNode?> evaluate)
    {
        var values = new List<(string Blanks, ConfigNode? Value)>(raw.Parts.Count);
        foreach (var part in raw.Parts)
            values.Add((part.Blanks, evaluate(part.Value)));

        var present = values.Where(v => v.Value is not null).Select(v => v.Value!).ToList();
        return present switch
        {
            [] => null,
            [not ConfigScalar] => present[0],
            [ConfigArray, ..] => JoinArrays(present, raw.Position),
            [ConfigObject, ..] => JoinObjects(present),
            _ => JoinText(values, raw.Position),
        };
    }

    private static ConfigArray JoinArrays(List<ConfigNode> values, SourcePosition position)
    {
        var items = new List<ConfigNode>();
        foreach (var value in values)
            items.AddRange(value is ConfigArray array ? array.Items : throw Mixed(values[0], value));
        return new ConfigArray(items, position);
    }

    private static ConfigObject JoinObjects(List<ConfigNode> values)
    {
        var merged = ConfigObject.Empty;
        foreach (var value in values)
            merged = ConfigObject.Merge(value as ConfigObject ?? throw Mixed(values[0], value), merged);
        return merged;
    }

    private static ConfigScalar JoinText(List<(string Blanks, ConfigNode? Value)> values, SourcePosition position)
    {
        var text = new StringBuilder();
        var quoted = false;
        foreach (var (blanks, value) in values)
        {
            if (value is not (ConfigScalar or null))
                throw Mixed(values.Select(v => v.Value).OfType<ConfigScalar>().First(), value);
            text.Append(blanks).Append((value as ConfigScalar)?.Text);
            quoted |= value is ConfigScalar { Quoted: true };
        }

        return new ConfigScalar(text.ToString(), quoted, position);
    }

    private static HoconException Mixed(ConfigNode first, ConfigNode other) =>
        new(other.Position, $"expected {first.Kind} to be joined with its like, found {other.Kind} beside it");
}
