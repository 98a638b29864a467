using Akka.Actor;
using AkkaFederation.Hosting;

namespace AkkaFederation.Client;

/// <summary>What all clients of one actor system share.</summary>
internal sealed class ClientContext(FederationRuntime runtime) : IExtension
{
    private int _count;

    public FederationRuntime Runtime { get; } = runtime;

    public static ClientContext Get(ActorSystem system) => system.WithExtension<ClientContext, Provider>();

    /// <summary>A generator for the next client: no two clients of a system draw the same numbers.</summary>
    public Random NextRandom() => Runtime.Randomness.Create($"client-{Interlocked.Increment(ref _count)}");

    /// <summary>Makes the extension; actor systems ask for it.</summary>
    public sealed class Provider : ExtensionIdProvider<ClientContext>
    {
        public override ClientContext CreateExtension(ExtendedActorSystem system) => new(RuntimeFactory.Create(system));
    }
}
