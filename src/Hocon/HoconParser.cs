namespace AkkaFederation.Hocon;

/// <summary>
/// HOCON (lightbend/config HOCON.md) into an immutable tree in which every key and value knows its file and line.
/// Covered: comments, the three forms of assignment, dotted and quoted keys, merging, quoted, raw and bare text,
/// concatenation, substitution with the environment behind it, <c>+=</c>, <c>include</c> of files.
/// Left out: includes of URLs and class-path resources, lists indexed by numeric keys, a list as the whole document.
/// </summary>
internal static class HoconParser
{
    /// <param name="text">The document.</param>
    /// <param name="file">The name that positions carry; includes are relative to its folder.</param>
    /// <exception cref="HoconException">The text is not HOCON, or goes beyond a limit.</exception>
    public static ConfigObject Parse(string text, string file, HoconOptions? options = null)
    {
        options ??= HoconOptions.Default;
        var root = new RawObject(new SourcePosition(file, 1));
        new IncludeReader(options).ReadText(text, file, root, []);
        return new Resolver(root, options).Resolve();
    }

    /// <exception cref="HoconException">Also when the file cannot be read.</exception>
    public static ConfigObject ParseFile(string path, HoconOptions? options = null)
    {
        options ??= HoconOptions.Default;
        try
        {
            return Parse((options.ReadFile ?? File.ReadAllText)(path), path, options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HoconException(new SourcePosition(path, 0), $"cannot read the file: {e.Message}");
        }
    }
}
