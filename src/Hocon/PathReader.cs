using System.Text;

namespace AkkaFederation.Hocon;

/// <summary>Reads a dotted key; stops before the first character that cannot be part of one.</summary>
internal static class PathReader
{
    private const string NotInKey = "$\"{}[]:=,+#`^?!@*&\\";

    public static IReadOnlyList<string> Read(TextCursor cursor, int maxSegments)
    {
        var segments = new List<string>();
        do
        {
            if (segments.Count >= maxSegments)
                throw new HoconException(cursor.Position, "keys nest too deep here");
            segments.Add(ReadSegment(cursor));
        }
        while (cursor.TryTake('.'));
        return segments;
    }

    private static string ReadSegment(TextCursor cursor)
    {
        var text = new StringBuilder();
        var quoted = false;
        cursor.TakeBlanks();
        var blanks = "";
        while (true)
        {
            if (cursor.Current == '"')
            {
                text.Append(blanks).Append(QuotedText.Read(cursor));
                quoted = true;
            }
            else if (IsKeyCharacter(cursor))
            {
                text.Append(blanks).Append(cursor.Take());
            }
            else
            {
                break;
            }

            blanks = cursor.TakeBlanks();
        }

        return quoted || text.Length > 0 ? text.ToString() : throw cursor.Expected("a key");
    }

    private static bool IsKeyCharacter(TextCursor cursor) =>
        !cursor.AtEnd && !cursor.AtComment && cursor.Current >= ' ' && cursor.Current != '.'
        && !NotInKey.Contains(cursor.Current);
}
