using System.Text;

namespace AkkaFederation.Hocon;

/// <summary>Reads one value: everything up to the end of the line, a comma or a closing bracket.</summary>
internal sealed class ValueReader(TextCursor cursor, DocumentReader document, int maxDepth)
{
    private const string NotInText = "$\"{}[]:=,#`^?!@*&\\";

    private int _lists;

    /// <param name="scope">The path of the value, which keys inside it continue.</param>
    public RawValue Read(IReadOnlyList<string> scope)
    {
        var start = cursor.Position;
        if (_lists + scope.Count > maxDepth)
            throw new HoconException(start, $"values nest deeper than {maxDepth} levels");

        var parts = new List<RawPart>();
        var blanks = "";
        while (!AtEndOfValue())
        {
            parts.Add(new RawPart(blanks, ReadPart(scope)));
            blanks = cursor.TakeBlanks();
        }

        return parts.Count switch
        {
            0 => throw cursor.Expected("a value"),
            1 => parts[0].Value,
            _ => new RawConcatenation(parts, start),
        };
    }

    private bool AtEndOfValue() =>
        cursor.AtEnd || cursor.AtNewLine || cursor.AtComment || cursor.Current is ',' or '}' or ']';

    private RawValue ReadPart(IReadOnlyList<string> scope)
    {
        var position = cursor.Position;
        switch (cursor.Current)
        {
            case '{':
                var target = new RawObject(position);
                document.ReadBraces(target, scope);
                return target;
            case '[':
                return ReadArray(scope);
            case '"':
                return new RawNode(new ConfigScalar(QuotedText.Read(cursor), quoted: true, position));
            case '$':
                return ReadSubstitution(document.IncludedAt);
            default:
                return new RawNode(new ConfigScalar(ReadBareText(), quoted: false, position));
        }
    }

    private RawArray ReadArray(IReadOnlyList<string> scope)
    {
        var opened = cursor.Position;
        var items = new List<RawValue>();
        _lists++;
        cursor.Take();
        cursor.SkipToContent();
        while (!cursor.TryTake(']'))
        {
            if (cursor.AtEnd)
                throw new HoconException(opened, "expected ']' to close the list that opens here");
            items.Add(Read(scope));
            ReadSeparator();
        }

        _lists--;
        return new RawArray(items, opened);
    }

    private void ReadSeparator()
    {
        cursor.SkipToContent();
        if (cursor.TryTake(','))
            cursor.SkipToContent();
        if (cursor.Current == '}')
            throw cursor.Expected("a value, ',' or ']'");
    }

    private RawSubstitution ReadSubstitution(IReadOnlyList<string> prefix)
    {
        var position = cursor.Position;
        cursor.Take();
        if (!cursor.TryTake('{'))
            throw cursor.Expected("'{' after '$' (put the text in quotes if it is no substitution)");
        var optional = cursor.TryTake('?');
        var path = PathReader.Read(cursor, maxDepth);
        return cursor.TryTake('}')
            ? new RawSubstitution(path, prefix, optional, position)
            : throw cursor.Expected("'}' to close the substitution");
    }

    private string ReadBareText()
    {
        var text = new StringBuilder();
        while (!AtEndOfValue() && !cursor.AtBlank && cursor.Current >= ' ' && !NotInText.Contains(cursor.Current))
            text.Append(cursor.Take());
        return text.Length > 0 ? text.ToString() : throw cursor.Expected("quotes around the value");
    }
}
