using Microsoft.Extensions.Logging;

namespace AkkaFederation.Hosting;

/// <summary>Log messages of the hosting area; event ids 1000 to 1099.</summary>
internal static partial class EngineLog
{
    [LoggerMessage(EventId = 1000, Message = "{Text} [{Source}]", SkipEnabledCheck = true)]
    public static partial void Event(ILogger logger, LogLevel level, string text, string source, Exception? cause);

    [LoggerMessage(EventId = 1001, Level = LogLevel.Warning, Message = "{Text}")]
    public static partial void IdentityWarning(ILogger logger, string text);
}
