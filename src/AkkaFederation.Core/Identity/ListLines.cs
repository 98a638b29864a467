namespace AkkaFederation.Identity;

/// <summary>
/// The lines of a list that operators keep in a file: one entry each, <c>#</c> begins a comment, blank lines count for
/// nothing. Bounded, so that a wrong file cannot fill the memory.
/// </summary>
internal static class ListLines
{
    public const int MaxEntries = 20_000;

    /// <summary>Entries without comments and blanks, each with the number of its line.</summary>
    /// <exception cref="IdentityException">More entries than the limit.</exception>
    public static IEnumerable<(int Line, string Text)> Read(string text, string name)
    {
        var number = 0;
        var entries = 0;
        using var reader = new StringReader(text);
        while (reader.ReadLine() is { } raw)
        {
            number++;
            var hash = raw.IndexOf('#', StringComparison.Ordinal);
            var entry = (hash < 0 ? raw : raw[..hash]).Trim();
            if (entry.Length == 0) continue;
            if (++entries > MaxEntries) throw new IdentityException($"{name}:{number}: more than {MaxEntries} entries; split the list or remove what has expired.");
            yield return (number, entry);
        }
    }

    /// <summary>The error for one line: file, line, what was found and what was expected.</summary>
    public static IdentityException Wrong(string name, int line, string found, string expected)
    {
        var shown = string.Concat((found.Length > 80 ? found[..80] + "…" : found).Select(c => char.IsControl(c) ? '?' : c));
        return new IdentityException($"{name}:{line}: '{shown}': expected {expected}.");
    }
}
