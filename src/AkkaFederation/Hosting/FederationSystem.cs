using System.Net.Sockets;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Remote;
using AkkaFederation.Adapters;
using AkkaFederation.Discovery;
using AkkaFederation.Identity;
using AkkaFederation.Settings;
using Microsoft.Extensions.Logging;

namespace AkkaFederation.Hosting;

/// <summary>
/// Makes actor systems that can take part in a federation: configuration checked, identity loaded, every connection
/// under mutual TLS with the federation's connection policy.
/// </summary>
public static class FederationSystem
{
    private const string LoggerType = "AkkaFederation.Hosting.ExtensionsLogger, AkkaFederation";

    /// <summary>Makes the actor system of a node; <c>Federation.Get(system)</c> then starts its part in the federation.</summary>
    /// <exception cref="FederationStartException">Configuration, identity, data folder or port; one line that says what to do.</exception>
    public static ActorSystem Create(string configPath, FederationOptions options) =>
        Create(FederationConfiguration.Load(configPath, options.Sources), options);

    /// <inheritdoc cref="Create(string, FederationOptions)"/>
    public static ActorSystem Create(FederationConfiguration configuration, FederationOptions options) =>
        Start(configuration, options, withDatabase: true);

    /// <summary>Makes the actor system of a client: an identity and remoting, no part in the federation and no database.</summary>
    /// <exception cref="FederationStartException">Configuration, identity or port; one line that says what to do.</exception>
    public static ActorSystem CreateClient(FederationConfiguration configuration, FederationOptions options) =>
        Start(configuration, options, withDatabase: false);

    private static ActorSystem Start(FederationConfiguration configuration, FederationOptions options, bool withDatabase)
    {
        if (configuration.Settings.Node.Host == NodeSettings.AutoHost)
            configuration = configuration.WithHost(PrivateAddress.Choose(NetworkLinks.Candidates()).ToString());
        var loaded = IdentityFiles.Load(configuration.Settings.Identity, options.Clock.GetUtcNow());
        var identity = new RenewableIdentity(configuration.Settings.Identity, loaded.Identity, options);
        foreach (var warning in loaded.Warnings) identity.Warn(warning);
        var trust = new PeerTrust(configuration.Settings.Identity, identity, options.Clock);
        var setup = ActorSystemSetup.Create(
            BootstrapSetup.Create().WithConfig(ConfigOf(configuration, options, withDatabase)),
            new FederationSetup(configuration, loaded.Identity, trust, options));
        setup = EngineAdapter.WithConnections(setup, trust);
        foreach (var extra in options.Setups) setup = setup.And(extra);
        if (options.Logging is { } logging) setup = setup.WithSetup(new LoggingSetup(logging));
        using var folder = withDatabase ? new DataFolder(configuration.Settings.DataDirectory) : null;
        folder?.CheckJournal(configuration.Settings.Journal);
        var system = Listen(configuration.Settings.Node, setup);
        folder?.Keep();
        Watch((ExtendedActorSystem)system, configuration.Settings.Identity, identity, trust, options.Clock);
        return system;
    }

    private static void Watch(ExtendedActorSystem system, IdentitySettings settings, RenewableIdentity identity, PeerTrust trust, TimeProvider clock)
    {
        var resolver = new WebDidResolver(settings.WebDid.Timeout);
        system.RegisterOnTermination(resolver.Dispose);
        system.SystemActorOf(IdentityWatch.Props(new IdentityWatchParts
        {
            Settings = settings,
            Identity = identity,
            Trust = trust,
            Clock = clock,
            Recheck = EngineAdapter.Recheck,
            Resolve = name => resolver.ResolveAsync(name),
        }), IdentityWatch.Name);
    }

    private static ActorSystem Listen(NodeSettings node, ActorSystemSetup setup)
    {
        try
        {
            return ActorSystem.Create(node.System, setup);
        }
        catch (Exception e) when (e is RemoteTransportException || e.InnerException is RemoteTransportException)
        {
            throw new FederationStartException($"Cannot listen on {node.Host}:{node.Port}: {Explain(e)}", FederationStartException.UsageExitCode, e);
        }
    }

    // The engine's own words name the engine's keys; a user sets the federation's.
    private static string Explain(Exception error)
    {
        for (var cause = error; cause is not null; cause = cause.InnerException)
        {
            if (cause is not SocketException socket) continue;
            return socket.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => "the port is in use; stop the other program or set federation.node.port",
                SocketError.AddressNotAvailable or SocketError.HostNotFound => "this machine has no such address; set federation.node.host",
                SocketError.AccessDenied => "not permitted; ports below 1024 need a privilege",
                _ => socket.Message,
            };
        }

        return error.Message;
    }

    private static Config ConfigOf(FederationConfiguration configuration, FederationOptions options, bool withDatabase)
    {
        var config = EngineAdapter.WithDefaults(ConfigurationFactory.ParseString(EngineConfiguration.Build(configuration, withDatabase)), configuration.Settings);
        return options.Logging is null
            ? config
            : ConfigurationFactory.ParseString($"akka {{ loggers = [\"{LoggerType}\"], stdout-loglevel = OFF }}").WithFallback(config);
    }
}
