#nullable disable
using Akka.Event;
using Akka.TestKit.Internal.StringMatcher;

namespace Akka.TestKit.Internal;

/// <summary>Events of the level Error, or those of them that carry an exception of some type.</summary>
public class ErrorFilter : EventFilterBase
{
    private readonly Type _exceptionType;
    private readonly bool _recurseInnerExceptions;

    public ErrorFilter(IStringMatcher messageMatcher = null, IStringMatcher sourceMatcher = null)
        : this(null, messageMatcher, sourceMatcher)
    {
    }

    public ErrorFilter(
        Type exceptionType,
        IStringMatcher messageMatcher = null,
        IStringMatcher sourceMatcher = null,
        bool recurseInnerExceptions = false)
        : base(messageMatcher, sourceMatcher)
    {
        _exceptionType = exceptionType;
        _recurseInnerExceptions = recurseInnerExceptions;
    }

    protected override string FilterDescriptiveName => _exceptionType is null ? "Error" : $"Error with {_exceptionType}";

    protected override bool IsMatch(LogEvent evt) => evt is Error && (_exceptionType is null
        ? InternalDoMatch(evt.LogSource, evt.Message)
        : HasException(evt, evt.Cause));

    private bool HasException(LogEvent evt, Exception cause)
    {
        if (cause is null)
            return false;
        if (_exceptionType.IsInstanceOfType(cause)
            && (InternalDoMatch(evt.LogSource, cause.Message) || InternalDoMatch(evt.LogSource, evt.Message)))
            return true;
        return _recurseInnerExceptions && (cause is AggregateException all
            ? all.InnerExceptions.Any(inner => HasException(evt, inner))
            : HasException(evt, cause.InnerException));
    }
}
