using System.Globalization;
using System.Text;

namespace AkkaFederation.Hocon;

/// <summary>
/// Writes a resolved tree as the plainest HOCON there is: braces, <c>=</c>, quoted strings, no substitution, no include.
/// Any HOCON reader takes it, which is how a text that uses more than an engine's own reader knows gets there.
/// </summary>
internal static class HoconWriter
{
    private const string Bare = "-_./";

    public static string Write(ConfigNode node)
    {
        var text = new StringBuilder();
        if (node is ConfigObject root)
            WriteFields(text, root, 0);
        else
            WriteValue(text, node, 0);
        return text.ToString();
    }

    public static StringBuilder Quote(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                < ' ' => text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)),
                _ => text.Append(c),
            };
        }

        return text.Append('"');
    }

    /// <summary>False when a bare word reads back as the same text.</summary>
    public static bool NeedsQuotes(string text) =>
        text.Length == 0 || text.Contains("//", StringComparison.Ordinal)
        || !text.All(c => char.IsAsciiLetterOrDigit(c) || Bare.Contains(c));

    private static void WriteFields(StringBuilder text, ConfigObject node, int indent)
    {
        foreach (var field in node.Fields)
        {
            text.Append(' ', indent).Append(HoconPath.Quote(field.Key));
            text.Append(field.Value is ConfigObject ? " " : " = ");
            WriteValue(text, field.Value, indent);
            text.Append('\n');
        }
    }

    private static void WriteValue(StringBuilder text, ConfigNode node, int indent)
    {
        switch (node)
        {
            case ConfigObject inner:
                text.Append("{\n");
                WriteFields(text, inner, indent + 2);
                text.Append(' ', indent).Append('}');
                break;
            case ConfigArray array:
                WriteArray(text, array, indent);
                break;
            case ConfigScalar { Quoted: false } scalar when !NeedsQuotes(scalar.Text):
                text.Append(scalar.Text);
                break;
            case ConfigScalar scalar:
                Quote(text, scalar.Text);
                break;
        }
    }

    private static void WriteArray(StringBuilder text, ConfigArray array, int indent)
    {
        text.Append('[');
        for (var i = 0; i < array.Items.Count; i++)
        {
            if (i > 0)
                text.Append(", ");
            WriteValue(text, array.Items[i], indent);
        }

        text.Append(']');
    }
}
