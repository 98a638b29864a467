using System.Globalization;
using System.Text;

namespace AkkaFederation.Hocon;

/// <summary>Quoted strings with JSON escapes, and raw strings in triple quotes.</summary>
internal static class QuotedText
{
    private const string Triple = "\"\"\"";

    public static string Read(TextCursor cursor) => cursor.Matches(Triple) ? ReadRaw(cursor) : ReadEscaped(cursor);

    private static string ReadRaw(TextCursor cursor)
    {
        var start = cursor.Position;
        cursor.Skip(Triple.Length);
        var text = new StringBuilder();
        while (!cursor.Matches(Triple))
        {
            if (cursor.AtEnd)
                throw new HoconException(start, "expected \"\"\" to close the string that opens here");
            text.Append(cursor.Take());
        }

        cursor.Skip(Triple.Length);
        while (cursor.TryTake('"')) // quotes beyond the closing three belong to the string
            text.Append('"');
        return text.ToString();
    }

    private static string ReadEscaped(TextCursor cursor)
    {
        cursor.Take();
        var text = new StringBuilder();
        while (!cursor.TryTake('"'))
        {
            if (cursor.AtEnd || cursor.AtNewLine)
                throw cursor.Expected("'\"' to close the string");
            text.Append(cursor.Current == '\\' ? ReadEscape(cursor) : cursor.Take());
        }

        return text.ToString();
    }

    private static char ReadEscape(TextCursor cursor)
    {
        cursor.Take();
        var escape = cursor.Current;
        if (escape == 'u')
            return ReadUnicode(cursor);

        var index = "\"\\/bfnrt".IndexOf(escape, StringComparison.Ordinal);
        if (cursor.AtEnd || index < 0)
            throw cursor.Expected("one of \" \\ / b f n r t u after the backslash");
        cursor.Take();
        return "\"\\/\b\f\n\r\t"[index];
    }

    private static char ReadUnicode(TextCursor cursor)
    {
        cursor.Take();
        var digits = new char[4];
        for (var i = 0; i < 4; i++)
        {
            if (!char.IsAsciiHexDigit(cursor.Current))
                throw cursor.Expected("four hexadecimal digits after \\u");
            digits[i] = cursor.Take();
        }

        return (char)ushort.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
