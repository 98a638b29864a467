using System.Collections.Immutable;
using Akka.Actor;
using Akka.Actor.Setup;
using AkkaFederation.Settings;
using Microsoft.Extensions.Logging;

namespace AkkaFederation.Hosting;

/// <summary>What a program gives to an actor system of the federation beside its configuration.</summary>
public sealed record FederationOptions
{
    /// <summary>Wall clock, for the validity of certificates; programs give <see cref="TimeProvider.System"/>.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Where logs go; the engine's own console logger where none is given.</summary>
    public ILoggerFactory? Logging { get; init; }

    /// <summary>Flags and environment that go before the configuration file.</summary>
    public ConfigurationSources Sources { get; init; } = new();

    /// <summary>Seed of everything random but keys; from name and time where none is given.</summary>
    public ulong? Seed { get; init; }

    /// <summary>
    /// Makes the node's state machine; called whenever its consensus starts, as the state is restored then. Every voter and
    /// learner of a federation must have the same one. None: proposals are only ordered and certified.
    /// </summary>
    public Func<ActorSystem, IStateMachine>? StateMachine { get; init; }

    /// <summary>How the node votes in ballots; by <c>federation.consensus.ballot-policy</c> where none is given.</summary>
    public IBallotPolicy? BallotPolicy { get; init; }

    /// <summary>The rooms that are made, by name; all unless a measurement or a test wants fewer.</summary>
    internal ImmutableArray<string>? Rooms { get; init; }

    /// <summary>For measurements alone: this node signs no seals, so that nothing it commits can be certified.</summary>
    internal bool Uncertified { get; init; }

    /// <summary>What else the actor system is made with.</summary>
    internal ImmutableArray<Setup> Setups { get; init; } = [];
}
