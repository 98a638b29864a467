#nullable disable
using System.Globalization;

namespace Akka.Event;

/// <summary>Formats log messages.</summary>
public interface ILogMessageFormatter
{
    string Format(string format, params object[] args);

    string Format(string format, IEnumerable<object> args);
}

/// <summary>Formats with positional placeholders, as string.Format does.</summary>
public class DefaultLogMessageFormatter : ILogMessageFormatter
{
    public static readonly DefaultLogMessageFormatter Instance = new();

    private DefaultLogMessageFormatter()
    {
    }

    public string Format(string format, params object[] args) => string.Format(CultureInfo.InvariantCulture, format, args);

    public string Format(string format, IEnumerable<object> args) => Format(format, args.ToArray());
}

/// <summary>A format with its arguments, put together only if somebody prints it.</summary>
public abstract class LogMessage
{
    protected readonly ILogMessageFormatter Formatter;

    public LogMessage(ILogMessageFormatter formatter, string format)
    {
        Formatter = formatter;
        Format = format;
    }

    public string Format { get; }

    public abstract string Unformatted();

    public abstract IEnumerable<object> Parameters();
}

/// <summary>A log message with its arguments in an array.</summary>
internal sealed class DefaultLogMessage(ILogMessageFormatter formatter, string format, params object[] args)
    : LogMessage(formatter, format)
{
    public override string ToString() => Formatter.Format(Format, args);

    public override string Unformatted() => string.Join(",", args);

    public override IEnumerable<object> Parameters() => args;
}
