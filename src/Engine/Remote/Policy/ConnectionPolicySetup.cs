using Akka.Actor.Setup;

namespace AkkaFederation.Engine.Remote;

/// <summary>Hands an <see cref="IConnectionPolicy"/> to <c>ActorSystem.Create(name, setup)</c>.</summary>
public sealed class ConnectionPolicySetup(IConnectionPolicy policy) : Setup
{
    /// <summary>The policy that judges every connection of the system.</summary>
    public IConnectionPolicy Policy { get; } = policy;
}
