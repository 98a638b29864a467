using AkkaFederation.Hocon;

namespace AkkaFederation.Settings;

/// <summary>
/// Holds what a user wrote against the keys of reference.conf. An unknown key is an error, never ignored: a mistyped
/// timeout that silently keeps its default is found on the worst day.
/// </summary>
internal sealed class KnownKeys
{
    private const string Root = "federation";
    private readonly ConfigObject _reference;
    private readonly List<string> _paths = [];

    /// <param name="reference">The <c>federation</c> block of reference.conf.</param>
    public KnownKeys(ConfigObject reference)
    {
        _reference = reference;
        Collect(reference, Root);
    }

    /// <summary>All keys with a value (blocks of free keys included), in the order of reference.conf.</summary>
    public IEnumerable<string> Leaves => LeavesOf(_reference, Root);

    /// <exception cref="SettingsException">The first unknown key.</exception>
    public void Check(ConfigObject user)
    {
        foreach (var field in user.Fields)
        {
            if (field.Key == Root) CheckBlock(field, _reference, Root);
            else if (EditDistance.Between(field.Key, Root) is > 0 and <= 2) throw Unknown(field, field.Key, Root);
        }
    }

    private void CheckBlock(ConfigField field, ConfigObject reference, string path)
    {
        if (field.Value is not ConfigObject block)
            throw new SettingsException(field.Value.Position, $"{path}: expected a block {{ … }} and found {field.Value.Kind}");
        foreach (var inner in block.Fields)
        {
            var innerPath = $"{path}.{HoconPath.Quote(inner.Key)}";
            if (!reference.TryGet(inner.Key, out var known)) throw Unknown(inner, innerPath, Closest(innerPath));
            if (known.Value is ConfigObject { Fields.Count: > 0 } knownBlock) CheckBlock(inner, knownBlock, innerPath);
        }
    }

    private static SettingsException Unknown(ConfigField field, string path, string? closest)
    {
        var hint = closest is null ? "reference.conf lists all keys" : $"did you mean '{closest}'?";
        return new SettingsException(field.Position, $"'{Printable(path)}' is not a known key; {hint}");
    }

    // The same last word somewhere else is the likeliest slip (federation.port), then the fewest edits.
    private string? Closest(string path)
    {
        var word = LastWord(path);
        var best = _paths
            .Select(p => (Path: p, Distance: Math.Min(EditDistance.Between(p, path), LastWord(p) == word ? 1 : int.MaxValue)))
            .MinBy(c => c.Distance);
        return best.Distance <= Math.Max(2, word.Length / 3) ? best.Path : null;
    }

    private static string LastWord(string path) => path[(path.LastIndexOf('.') + 1)..];

    private void Collect(ConfigObject block, string path)
    {
        foreach (var field in block.Fields)
        {
            var inner = $"{path}.{HoconPath.Quote(field.Key)}";
            _paths.Add(inner);
            if (field.Value is ConfigObject nested) Collect(nested, inner);
        }
    }

    private static IEnumerable<string> LeavesOf(ConfigObject block, string path) => block.Fields.SelectMany(field =>
    {
        var inner = $"{path}.{HoconPath.Quote(field.Key)}";
        return field.Value is ConfigObject { Fields.Count: > 0 } nested ? LeavesOf(nested, inner) : [inner];
    });

    private static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));
}
