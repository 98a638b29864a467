using System.Globalization;
using System.Text;

namespace AkkaFederation.Hosting;

/// <summary>
/// Makes text safe for logs and terminals: one event stays one line, and nothing that a peer sent can move the cursor or
/// forge a line (attack A29).
/// </summary>
internal static class LogText
{
    public static string Escape(string text)
    {
        if (!NeedsEscape(text)) return text;
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            if (!IsUnsafe(c)) escaped.Append(c);
            else if (c == '\n') escaped.Append("\\n");
            else if (c == '\r') escaped.Append("\\r");
            else if (c == '\t') escaped.Append("\\t");
            else escaped.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
        }

        return escaped.ToString();
    }

    private static bool NeedsEscape(string text)
    {
        foreach (var c in text)
        {
            if (IsUnsafe(c)) return true;
        }

        return false;
    }

    // Control characters, line and paragraph separators, and the marks that reverse the direction of writing.
    private static bool IsUnsafe(char c) =>
        char.IsControl(c) || c is '\u2028' or '\u2029' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');
}
