using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Akka.Actor;
using AkkaFederation.Adapters;
using AkkaFederation.Gateway;
using AkkaFederation.Identity;
using AkkaFederation.KeyValue;
using AkkaFederation.Settings;

namespace AkkaFederation.Hosting;

/// <summary>Puts the runtime of a node or client together from what its actor system was made with.</summary>
internal static class RuntimeFactory
{
    /// <exception cref="FederationStartException">The system was not made by <see cref="FederationSystem"/>.</exception>
    public static FederationRuntime Create(ExtendedActorSystem system)
    {
        if (system.Settings.Setup.Get<RuntimeSetup>() is { HasValue: true } given) return given.Value.Create(system);
        var setup = system.Settings.Setup.Get<FederationSetup>();
        if (!setup.HasValue)
            throw new FederationStartException($"Actor system '{system.Name}' was not made by FederationSystem.Create, so it has no identity and no connection policy.");
        var (identity, options) = (setup.Value.Identity, setup.Value.Options);
        var https = new HttpsIdentity(setup.Value.Trust);
        return new FederationRuntime
        {
            Settings = setup.Value.Configuration.Settings,
            Signer = identity.Signer,
            Signatures = new EcdsaP256Scheme(),
            PublicKeyPem = identity.PublicKeyPem,
            Endpoint = system.Provider.DefaultAddress.ToString(),
            Connections = EngineAdapter.ConnectionIdentity,
            Revoked = () => setup.Value.Trust.Revoked,
            StateMachine = options.StateMachine ?? ShippedMachine(setup.Value.Configuration.Settings),
            KeyRecordPath = Consensus.KeyRecord.PathOf(setup.Value.Configuration.Settings.Identity.KeyPath, setup.Value.Configuration.Settings.ClusterId),
            BallotPolicy = options.BallotPolicy,
            Https = https,
            Directory = new PeerListClient(https),
            Uncertified = options.Uncertified,
            Randomness = new RandomSource(options.Seed ?? SeedOf(identity.Id, options.Clock)),
        };
    }

    /// <summary>The state machine that comes with the product, if the settings want it.</summary>
    public static Func<ActorSystem, IStateMachine>? ShippedMachine(FederationSettings settings) =>
        settings.StateMachine == StateMachineKind.Kv ? KeyValueStateMachine.Create : null;

    // Nodes must not draw the same election timeouts: the name keeps them apart, the time keeps restarts apart.
    private static ulong SeedOf(Did self, TimeProvider clock)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{self}|{clock.GetUtcNow().Ticks}|{clock.GetTimestamp()}|{Environment.ProcessId}");
        return BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
