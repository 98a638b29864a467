namespace AkkaFederation.Hocon;

/// <summary>Reads the statements of one text into an object: assignments and includes.</summary>
internal sealed class DocumentReader
{
    private readonly TextCursor _cursor;
    private readonly IncludeReader _includes;
    private readonly ValueReader _values;
    private readonly int _maxDepth;

    public DocumentReader(
        TextCursor cursor, IncludeReader includes, HoconOptions options, IReadOnlyList<string> includedAt)
    {
        IncludedAt = includedAt;
        _cursor = cursor;
        _includes = includes;
        _maxDepth = options.MaxDepth;
        _values = new ValueReader(cursor, this, options.MaxDepth);
    }

    /// <summary>The place of the include that brought this text in; empty for the first file.</summary>
    public IReadOnlyList<string> IncludedAt { get; }

    /// <summary>Reads the whole text into <paramref name="target"/>, which stands at <paramref name="scope"/>.</summary>
    public void ReadDocument(RawObject target, IReadOnlyList<string> scope)
    {
        _cursor.SkipToContent();
        if (_cursor.Current == '{')
            ReadBraces(target, scope);
        else
            ReadFields(target, scope);

        _cursor.SkipToContent();
        if (!_cursor.AtEnd)
            throw _cursor.Expected("a key or the end of the text");
    }

    /// <summary>Reads <c>{ ... }</c>.</summary>
    public void ReadBraces(RawObject target, IReadOnlyList<string> scope)
    {
        var opened = _cursor.Position;
        _cursor.Take();
        ReadFields(target, scope);
        if (_cursor.AtEnd)
            throw new HoconException(opened, "expected '}' to close the object that opens here");
        if (!_cursor.TryTake('}'))
            throw _cursor.Expected("a key or '}'");
    }

    private void ReadFields(RawObject target, IReadOnlyList<string> scope)
    {
        _cursor.SkipToContent();
        while (!_cursor.AtEnd && _cursor.Current is not ('}' or ']'))
        {
            if (IncludeReader.IsNext(_cursor))
                _includes.Read(_cursor, target, scope);
            else
                ReadField(target, scope);
            ReadSeparator();
        }
    }

    private void ReadField(RawObject target, IReadOnlyList<string> scope)
    {
        var position = _cursor.Position;
        var path = PathReader.Read(_cursor, _maxDepth - scope.Count);
        _cursor.SkipToContent();
        var inner = new List<string>(scope);
        inner.AddRange(path);

        if (_cursor.Current == '{')
            target.Assign(path, position, _values.Read(inner));
        else if (_cursor.Matches("+="))
            ReadAppend(target, path, inner, position);
        else if (_cursor.TryTake('=') || _cursor.TryTake(':'))
            target.Assign(path, position, ReadAssigned(inner));
        else
            throw _cursor.Expected($"'=', ':' or '{{' after the key '{HoconPath.Format(path)}'");
    }

    // a += b is defined as a = ${?a} [b].
    private void ReadAppend(
        RawObject target, IReadOnlyList<string> path, IReadOnlyList<string> inner, SourcePosition position)
    {
        _cursor.Skip(2);
        var added = new RawArray([ReadAssigned(inner)], position);
        var before = new RawSubstitution(inner, [], optional: true, position);
        target.Assign(path, position, new RawConcatenation([new("", before), new("", added)], position));
    }

    private RawValue ReadAssigned(IReadOnlyList<string> inner)
    {
        var separator = _cursor.Position;
        _cursor.SkipToContent();
        return _cursor.AtEnd || _cursor.Current is '}' or ',' or ']'
            ? throw new HoconException(separator, $"expected a value for the key '{HoconPath.Format(inner)}'")
            : _values.Read(inner);
    }

    private void ReadSeparator()
    {
        _cursor.TakeBlanks();
        if (_cursor.AtComment)
            _cursor.SkipComment();
        if (!_cursor.AtEnd && !_cursor.AtNewLine && _cursor.Current is not (',' or '}'))
            throw _cursor.Expected("the end of the line, ',' or '}' after the value");
        _cursor.SkipToContent();
        if (_cursor.TryTake(','))
            _cursor.SkipToContent();
    }
}
