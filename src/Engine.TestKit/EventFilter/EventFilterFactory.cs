#nullable disable
using System.Text.RegularExpressions;
using Akka.Actor;
using Akka.Event;
using Akka.TestKit.Internal;
using Akka.TestKit.Internal.StringMatcher;

namespace Akka.TestKit;

/// <summary>
/// Makes filters on log events. Of a text, either the whole (<c>message</c>), its start or a part is given; the source
/// is the path of the logging actor.
/// </summary>
public partial class EventFilterFactory
{
    private readonly TestKitBase _testkit;
    private readonly ActorSystem _system;
    private readonly IReadOnlyList<EventFilterBase> _filters;

    public EventFilterFactory(TestKitBase testkit)
        : this(testkit, testkit.Sys, [])
    {
    }

    public EventFilterFactory(TestKitBase testkit, ActorSystem system)
        : this(testkit, system, [])
    {
    }

    public EventFilterFactory(TestKitBase testkit, ActorSystem actorSystem, IReadOnlyList<EventFilterBase> filters)
    {
        _testkit = testkit;
        _system = actorSystem;
        _filters = filters;
    }

    public IEventFilterApplier Debug(string message = null, string start = null, string contains = null, string source = null) =>
        Apply(new DebugFilter(CreateMessageMatcher(message, start, contains), SourceMatcher(source)));

    public IEventFilterApplier Debug(Regex pattern, string source = null) =>
        Apply(new DebugFilter(new RegexMatcher(pattern), SourceMatcher(source)));

    public IEventFilterApplier Info(string message = null, string start = null, string contains = null, string source = null) =>
        Apply(new InfoFilter(CreateMessageMatcher(message, start, contains), SourceMatcher(source)));

    public IEventFilterApplier Info(Regex pattern, string source = null) =>
        Apply(new InfoFilter(new RegexMatcher(pattern), SourceMatcher(source)));

    public IEventFilterApplier Warning(string message = null, string start = null, string contains = null, string source = null) =>
        Apply(new WarningFilter(CreateMessageMatcher(message, start, contains), SourceMatcher(source)));

    public IEventFilterApplier Warning(Regex pattern, string source = null) =>
        Apply(new WarningFilter(new RegexMatcher(pattern), SourceMatcher(source)));

    public IEventFilterApplier Error(string message = null, string start = null, string contains = null, string source = null) =>
        Apply(new ErrorFilter(CreateMessageMatcher(message, start, contains), SourceMatcher(source)));

    public IEventFilterApplier Error(Regex pattern, string source = null) =>
        Apply(new ErrorFilter(new RegexMatcher(pattern), SourceMatcher(source)));

    public IEventFilterApplier ForLogLevel(
        LogLevel logLevel, string message = null, string start = null, string contains = null, string source = null) =>
        ForLogLevel(logLevel, CreateMessageMatcher(message, start, contains), SourceMatcher(source));

    public IEventFilterApplier ForLogLevel(LogLevel logLevel, Regex pattern, string source = null) =>
        ForLogLevel(logLevel, new RegexMatcher(pattern), SourceMatcher(source));

    public IEventFilterApplier Custom(Predicate<LogEvent> predicate) => Apply(new CustomEventFilter(predicate));

    public IEventFilterApplier Custom<TLogEvent>(Predicate<TLogEvent> predicate)
        where TLogEvent : LogEvent => Custom(e => e is TLogEvent typed && predicate(typed));

    protected static IStringMatcher CreateMessageMatcher(string message, string start, string contains) =>
        (message, start, contains) switch
        {
            (not null, _, _) => new EqualsString(message),
            (_, not null, _) => new StartsWithString(start),
            (_, _, not null) => new ContainsString(contains),
            _ => MatchesAll.Instance,
        };

    protected IEventFilterApplier CreateApplier(EventFilterBase filter, ActorSystem system) =>
        new EventFilterApplier(_testkit, system, [.. _filters, filter]);

    private static IStringMatcher SourceMatcher(string source) =>
        source is null ? MatchesAll.Instance : new EqualsStringAndPathMatcher(source);

    private IEventFilterApplier ForLogLevel(LogLevel level, IStringMatcher message, IStringMatcher source) => level switch
    {
        LogLevel.DebugLevel => Apply(new DebugFilter(message, source)),
        LogLevel.InfoLevel => Apply(new InfoFilter(message, source)),
        LogLevel.WarningLevel => Apply(new WarningFilter(message, source)),
        LogLevel.ErrorLevel => Apply(new ErrorFilter(message, source)),
        _ => throw new ArgumentOutOfRangeException(nameof(level), level, "There is no such log level."),
    };

    private IEventFilterApplier Apply(EventFilterBase filter) => CreateApplier(filter, _system);
}
