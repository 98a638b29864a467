namespace AkkaFederation.Hocon;

/// <summary>
/// <c>include "file"</c>, relative to the including file. A file that is not there is an error: a mistyped name must
/// not silently drop settings. URLs and class-path resources are left out.
/// </summary>
internal sealed class IncludeReader(HoconOptions options)
{
    private const string Word = "include";
    private const int MaxNesting = 16;

    private readonly List<string> _open = [];
    private long _characters;

    public static bool IsNext(TextCursor cursor)
    {
        if (!cursor.Matches(Word))
            return false;
        var ahead = Word.Length;
        while (cursor.Peek(ahead) is ' ' or '\t')
            ahead++;
        return ahead > Word.Length && cursor.Peek(ahead) is '"' or 'f' or 'r' or 'u' or 'c';
    }

    /// <summary>Reads a text as the content of <paramref name="target"/>.</summary>
    public void ReadText(string text, string file, RawObject target, IReadOnlyList<string> scope)
    {
        var cursor = new TextCursor(text, file);
        _characters += text.Length;
        if (_characters > options.MaxCharacters)
            throw new HoconException(cursor.Position, $"more than {options.MaxCharacters} characters of configuration");
        _open.Add(file);
        new DocumentReader(cursor, this, options, scope).ReadDocument(target, scope);
        _open.RemoveAt(_open.Count - 1);
    }

    public void Read(TextCursor cursor, RawObject target, IReadOnlyList<string> scope)
    {
        var position = cursor.Position;
        cursor.Skip(Word.Length);
        var name = ReadName(cursor);
        if (options.IncludeTree is { } tree)
            Copy(tree(name) ?? throw new HoconException(position, $"nothing to include for \"{name}\""), target);
        else
            ReadFile(name, cursor, position, target, scope);
    }

    // include "x" | include file("x") | include required(file("x")); a missing file is an error in every form.
    private static string ReadName(TextCursor cursor)
    {
        var brackets = 0;
        cursor.TakeBlanks();
        foreach (var form in new[] { "required(", "file(" })
        {
            if (!cursor.Matches(form))
                continue;
            cursor.Skip(form.Length);
            cursor.TakeBlanks();
            brackets++;
        }

        if (cursor.Current != '"')
            throw cursor.Expected("a file name in quotes after 'include'");
        var name = QuotedText.Read(cursor);
        for (; brackets > 0; brackets--)
        {
            cursor.TakeBlanks();
            if (!cursor.TryTake(')'))
                throw cursor.Expected("')'");
        }

        return name;
    }

    private void ReadFile(
        string name, TextCursor cursor, SourcePosition position, RawObject target, IReadOnlyList<string> scope)
    {
        if (options.ReadFile is not { } read)
            throw new HoconException(position, "'include' is not possible here: this text is not read from a file");
        var path = Path.Combine(Path.GetDirectoryName(cursor.File) ?? "", name);
        if (_open.Contains(path))
            throw new HoconException(position, $"\"{name}\" includes itself");
        if (_open.Count > MaxNesting)
            throw new HoconException(position, $"files include each other deeper than {MaxNesting} levels");

        string text;
        try
        {
            text = read(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HoconException(position, $"cannot include \"{name}\": {e.Message}");
        }

        ReadText(text, path, target, scope);
    }

    private static void Copy(ConfigObject tree, RawObject target)
    {
        foreach (var field in tree.Fields)
            target.GetOrAdd(field.Key).Assign(field.Position, Reopen(field.Value));
    }

    private static RawValue Reopen(ConfigNode node)
    {
        if (node is not ConfigObject tree)
            return new RawNode(node);
        var raw = new RawObject(tree.Position);
        Copy(tree, raw);
        return raw;
    }
}
