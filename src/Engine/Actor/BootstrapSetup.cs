#nullable disable
using Akka.Configuration;
using Akka.Util;

namespace Akka.Actor;

/// <summary>Which actor reference provider a system uses.</summary>
public abstract class ProviderSelection
{
    private ProviderSelection(string fqn, bool hasCluster)
    {
        Fqn = fqn;
        HasCluster = hasCluster;
    }

    internal string Fqn { get; }

    internal bool HasCluster { get; }

    internal static ProviderSelection Of(string name) => name switch
    {
        "local" => Local.Instance,
        "remote" => Remote.Instance,
        _ => new Custom(name),
    };

    /// <summary>Local actors only.</summary>
    public sealed class Local : ProviderSelection
    {
        public static readonly Local Instance = new();

        private Local()
            : base("Akka.Actor.LocalActorRefProvider", false)
        {
        }
    }

    /// <summary>Remoting.</summary>
    public sealed class Remote : ProviderSelection
    {
        public static readonly Remote Instance = new();

        private Remote()
            : base("Akka.Remote.RemoteActorRefProvider", false)
        {
        }
    }

    /// <summary>A provider by its type name.</summary>
    public sealed class Custom : ProviderSelection
    {
        public Custom(string fqn, string identifier = null, bool hasCluster = false)
            : base(fqn, hasCluster) => Identifier = identifier;

        internal string Identifier { get; }
    }
}

/// <summary>Configuration and provider of a new actor system.</summary>
public sealed class BootstrapSetup : Setup.Setup
{
    private BootstrapSetup(Option<Config> config, Option<ProviderSelection> provider)
    {
        Config = config;
        ActorRefProvider = provider;
    }

    public Option<Config> Config { get; }

    public Option<ProviderSelection> ActorRefProvider { get; }

    public static BootstrapSetup Create() => new(Option<Config>.None, Option<ProviderSelection>.None);

    public BootstrapSetup WithActorRefProvider(ProviderSelection name) => new(Config, name);

    public BootstrapSetup WithConfig(Config config) => new(config, ActorRefProvider);

    public BootstrapSetup WithConfigFallback(Config config) =>
        new(Config.HasValue ? Config.Value.WithFallback(config) : config, ActorRefProvider);
}
