using Akka.Actor.Setup;
using Microsoft.Extensions.Logging;

namespace AkkaFederation.Hosting;

/// <summary>Gives <see cref="ExtensionsLogger"/> the factory that it writes to.</summary>
public sealed class LoggingSetup : Setup
{
    /// <summary>Makes the setup.</summary>
    public LoggingSetup(ILoggerFactory factory) => Factory = factory;

    /// <summary>Makes a logger for each class that logs.</summary>
    public ILoggerFactory Factory { get; }
}
