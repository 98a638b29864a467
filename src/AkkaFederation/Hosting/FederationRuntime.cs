using System.Collections.Immutable;
using Akka.Actor;
using AkkaFederation.Adapters;
using AkkaFederation.Consensus;
using AkkaFederation.Gateway;
using AkkaFederation.Identity;
using AkkaFederation.Settings;

namespace AkkaFederation.Hosting;

/// <summary>What the rooms of one node share: settings, identity, addresses, randomness. All of it is thread-safe.</summary>
internal sealed record FederationRuntime
{
    public required FederationSettings Settings { get; init; }

    /// <summary>Signs as this node.</summary>
    public required ISigner Signer { get; init; }

    public required ISignatureScheme Signatures { get; init; }

    /// <summary>This node's public key, for its peer record.</summary>
    public required string PublicKeyPem { get; init; }

    /// <summary>Address that peers dial, <c>akka.ssl.tcp://system@host:port</c>.</summary>
    public required string Endpoint { get; init; }

    public required IConnectionIdentity Connections { get; init; }

    public required RandomSource Randomness { get; init; }

    /// <summary>The peers that are revoked now. Changes are told by <see cref="PeersRevoked"/> on the event stream.</summary>
    public Func<ImmutableHashSet<Did>> Revoked { get; init; } = static () => [];

    /// <inheritdoc cref="FederationOptions.Uncertified"/>
    public bool Uncertified { get; init; }

    public PeerAddressBook Addresses { get; init; } = new();

    /// <summary>Makes the node's state machine; null where there is none.</summary>
    public Func<ActorSystem, IStateMachine>? StateMachine { get; init; }

    /// <summary>Only tests have any other than the sound ones.</summary>
    public RaftRules Rules { get; init; } = RaftRules.Sound;

    /// <summary>The file beside the key that says what it has voted for; null where there is none, as in a simulation.</summary>
    public string? KeyRecordPath { get; init; }

    /// <summary>How the node votes in ballots; null: by its settings.</summary>
    public IBallotPolicy? BallotPolicy { get; init; }

    /// <summary>TLS for HTTPS; null where there is none, as in a simulation.</summary>
    public HttpsIdentity? Https { get; init; }

    /// <summary>Asks seeds for their peers over HTTPS; null where that is not possible.</summary>
    public IPeerDirectory? Directory { get; init; }

    /// <summary>What callers of the gateway and its actors share.</summary>
    public GatewayState Gateway { get; } = new();

    public Did Self => Signer.Id;

    public string ClusterId => Settings.ClusterId;
}
