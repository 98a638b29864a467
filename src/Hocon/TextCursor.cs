namespace AkkaFederation.Hocon;

/// <summary>A position in the text that counts lines and knows blanks and comments.</summary>
internal sealed class TextCursor(string text, string file)
{
    private int _offset = text.StartsWith('\uFEFF') ? 1 : 0;
    private int _line = 1;

    public bool AtEnd => _offset >= text.Length;

    public SourcePosition Position => new(file, _line);

    public string File => file;

    /// <summary>The next character; NUL at the end.</summary>
    public char Current => Peek(0);

    public bool AtComment => Current == '#' || (Current == '/' && Peek(1) == '/');

    public bool AtNewLine => Current == '\n';

    public bool AtBlank => !AtEnd && Current != '\n' && (char.IsWhiteSpace(Current) || Current == '\uFEFF');

    public char Peek(int ahead) => _offset + ahead < text.Length ? text[_offset + ahead] : '\0';

    public bool Matches(string expected) =>
        string.CompareOrdinal(text, _offset, expected, 0, expected.Length) == 0;

    public char Take()
    {
        var c = Current;
        _offset++;
        if (c == '\n')
            _line++;
        return c;
    }

    public bool TryTake(char expected)
    {
        if (AtEnd || Current != expected)
            return false;
        Take();
        return true;
    }

    public void Skip(int count)
    {
        for (var i = 0; i < count; i++)
            Take();
    }

    /// <summary>Skips blanks inside the line and returns them.</summary>
    public string TakeBlanks()
    {
        var start = _offset;
        while (AtBlank)
            Take();
        return text[start.._offset];
    }

    /// <summary>Skips blanks, line ends and comments.</summary>
    public void SkipToContent()
    {
        while (!AtEnd)
        {
            if (AtComment)
                SkipComment();
            else if (AtBlank || AtNewLine)
                Take();
            else
                return;
        }
    }

    public void SkipComment()
    {
        while (!AtEnd && !AtNewLine)
            Take();
    }

    public HoconException Expected(string what) => new(Position, $"expected {what}, found {Describe()}");

    private string Describe() => AtEnd
        ? "the end of the text"
        : Current switch
        {
            '\n' => "the end of the line",
            < ' ' => $"control character U+{(int)Current:X4}",
            var c => $"'{c}'",
        };
}
