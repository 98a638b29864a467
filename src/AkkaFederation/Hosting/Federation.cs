using Akka.Actor;
using AkkaFederation.Adapters;
using AkkaFederation.Hosting;
using AkkaFederation.Identity;
using AkkaFederation.Settings;

namespace AkkaFederation;

/// <summary>
/// This node's part in the federation: an extension of an actor system that <see cref="FederationSystem"/> made.
/// <c>Federation.Get(system)</c> starts it the first time.
/// </summary>
public sealed class Federation : IExtension
{
    private readonly FederationState _state;

    internal Federation(FederationRuntime runtime, FederationState state)
    {
        Runtime = runtime;
        _state = state;
    }

    /// <summary>This node's name.</summary>
    public Did Self => Runtime.Self;

    /// <summary>Address that peers dial, <c>akka.ssl.tcp://system@host:port</c>.</summary>
    public string Endpoint => Runtime.Endpoint;

    /// <summary>The settings in force.</summary>
    public FederationSettings Settings => Runtime.Settings;

    /// <summary>Completes once every room serves; fails if participation ends before.</summary>
    public Task WhenReady => _state.WhenReady;

    /// <summary>Completes when this node cannot go on (such as after a disk error), with the reason and an exit code.</summary>
    public Task<FederationStartException> WhenEnded => _state.WhenEnded;

    internal FederationRuntime Runtime { get; }

    /// <summary>The federation of an actor system; starts it the first time.</summary>
    /// <exception cref="FederationStartException">The system was not made by <see cref="FederationSystem"/>.</exception>
    public static Federation Get(ActorSystem system) => system.WithExtension<Federation, Provider>();

    /// <summary>Makes the extension; actor systems ask for it.</summary>
    public sealed class Provider : ExtensionIdProvider<Federation>
    {
        /// <inheritdoc/>
        public override Federation CreateExtension(ExtendedActorSystem system)
        {
            var runtime = RuntimeFactory.Create(system);
            var state = new FederationState();
            system.ActorOf(FederationGuardian.Props(runtime, FederationRooms.All, state), FederationRooms.Guardian);
            return new Federation(runtime, state);
        }
    }
}
