#nullable disable
using Akka.Actor;

namespace Akka.Configuration;

/// <summary>The configuration does not say what is needed, or says it wrongly.</summary>
public class ConfigurationException : AkkaException
{
    public ConfigurationException(string message)
        : base(message)
    {
    }

    public ConfigurationException(string message, Exception exception)
        : base(message, exception)
    {
    }

    /// <summary>The error that <typeparamref name="T"/> raises when it is made from nothing.</summary>
    public static ConfigurationException NullOrEmptyConfig<T>(string path = null) => new(
        path is null
            ? $"Cannot create {typeof(T)}: its configuration is missing or empty."
            : $"Cannot create {typeof(T)}: the configuration at '{path}' is missing or empty.");
}
