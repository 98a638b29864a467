using System.Text;

namespace AkkaFederation.Hocon;

/// <summary>Dotted paths: <c>akka.actor."/user/a.b".router</c> has four segments.</summary>
internal static class HoconPath
{
    public static IReadOnlyList<string> Parse(string path)
    {
        if (!path.Contains('"'))
            return path.Split('.');

        var cursor = new TextCursor(path, $"path '{path}'");
        var segments = PathReader.Read(cursor, int.MaxValue);
        return cursor.AtEnd ? segments : throw cursor.Expected("a dotted path");
    }

    public static string Format(IEnumerable<string> segments) => string.Join('.', segments.Select(Quote));

    /// <summary>The key as it must be written to be read as this one segment.</summary>
    public static string Quote(string key) =>
        key.Length > 0 && key != "include" && key.All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '/')
        && !key.Contains("//", StringComparison.Ordinal)
            ? key
            : HoconWriter.Quote(new StringBuilder(), key).ToString();
}
