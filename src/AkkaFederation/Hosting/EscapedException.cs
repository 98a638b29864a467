namespace AkkaFederation.Hosting;

/// <summary>
/// Stands for an exception in a log: same type name and stack trace, its messages escaped, as they may quote what a peer
/// sent.
/// </summary>
internal sealed class EscapedException : Exception
{
    private const int DeepestCause = 8;
    private readonly string _text;

    public EscapedException(Exception original)
        : base(LogText.Escape(original.Message)) => _text = Describe(original, 0);

    public override string ToString() => _text;

    // A stack trace has names of methods and files in it, and line ends that are wanted.
    private static string Describe(Exception e, int depth)
    {
        var text = $"{e.GetType().FullName}: {LogText.Escape(e.Message)}";
        if (e.StackTrace is { } trace) text += Environment.NewLine + trace;
        return e.InnerException is { } inner && depth < DeepestCause
            ? text + Environment.NewLine + " ---> " + Describe(inner, depth + 1)
            : text;
    }
}
