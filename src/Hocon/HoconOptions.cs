namespace AkkaFederation.Hocon;

/// <summary>What a document may reach (files, environment) and how large it may become.</summary>
internal sealed record HoconOptions
{
    public static readonly HoconOptions Default = new();

    /// <summary>Nothing outside the text: no included files, no environment.</summary>
    public static readonly HoconOptions TextOnly = new() { ReadFile = null, Environment = _ => null };

    /// <summary>Text of a file by full path; null forbids <c>include</c>. Throws <see cref="IOException"/> or
    /// <see cref="UnauthorizedAccessException"/> when the file cannot be read.</summary>
    public Func<string, string>? ReadFile { get; init; } = File.ReadAllText;

    /// <summary>Answers <c>include</c> with a tree in place of a file; goes before <see cref="ReadFile"/>.</summary>
    public Func<string, ConfigObject?>? IncludeTree { get; init; }

    /// <summary>Value of a substitution that the document does not define.</summary>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>Nesting of objects, arrays and path segments, in the text and after substitution.</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>Characters of one document with all its included files.</summary>
    public int MaxCharacters { get; init; } = 4 << 20;

    /// <summary>Nodes and characters of the resolved tree, so that substitutions cannot multiply a small text.</summary>
    public long MaxWeight { get; init; } = 16 << 20;
}
