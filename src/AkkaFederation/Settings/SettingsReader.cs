using System.Collections.Immutable;
using System.Text;
using AkkaFederation.Adapters;
using AkkaFederation.Hocon;
using AkkaFederation.Identity;

namespace AkkaFederation.Settings;

/// <summary>From the merged <c>federation</c> block to <see cref="FederationSettings"/>: one line for each key of reference.conf.</summary>
internal static class SettingsReader
{
    /// <summary>Reads the block; <paramref name="read"/> receives the path of every key that was looked at.</summary>
    /// <exception cref="SettingsException">A value of the wrong kind, out of range, or in conflict with another.</exception>
    public static FederationSettings Read(ConfigObject federation, PathBase folder, ISet<string> read)
    {
        var scope = new SettingsScope(federation, "federation", read);
        var node = ReadNode(scope.Block("node"));
        var settings = new FederationSettings
        {
            ClusterId = scope.Text("cluster-id"),
            Node = node,
            Identity = IdentityReader.Read(scope.Block("identity"), folder),
            SeedNodes = scope.List("seed-nodes", 256, text => SeedAddress.TryParse(text, node.System, out var seed, out var expected) ? (seed, "") : (null, expected)),
            BootstrapExpect = scope.Integer("bootstrap-expect", 0, 63),
            InitialVoters = scope.List<Did>("initial-voters", 63, text => Did.TryParse(text, out var did, out var error) ? (did, "") : (default, $"a DID ({error})")),
            DataDirectory = scope.Path("data-dir", folder),
            Journal = scope.OneOf<JournalKind>("journal"),
            StateMachine = scope.OneOf<StateMachineKind>("state-machine"),
            Membership = MembershipReader.Read(scope.Block("membership")),
            Gateway = GatewayReader.Read(scope.Block("gateway")),
            Broadcast = BroadcastReader.Read(scope.Block("broadcast")),
            Http = HttpReader.Read(scope.Block("http")),
            ClusterBridge = ClusterBridgeReader.Read(scope.Block("cluster-bridge")),
            Discovery = DiscoveryReader.Read(scope.Block("discovery")),
            Gossip = GossipReader.Read(scope.Block("gossip")),
            Consensus = ConsensusReader.Read(scope.Block("consensus")),
        };
        Check(settings, scope);
        return settings;
    }

    private static NodeSettings ReadNode(SettingsScope scope)
    {
        var settings = new NodeSettings
        {
            Name = scope.Text("name"),
            System = scope.Text("system"),
            Host = scope.Text("host"),
            Port = scope.Integer("port", 0, ushort.MaxValue),
            PublicHost = scope.Text("public-host"),
            PublicPort = scope.Integer("public-port", 0, ushort.MaxValue),
            Capabilities = scope.List<string>("capabilities", PeerRecordCodec.MaxCapabilities, Word),
            Labels = scope.Texts("labels", PeerRecordCodec.MaxLabels),
        };
        if (!NodeAddress.IsSystemName(settings.System)) throw scope.Wrong("system", "letters, digits, - and _");
        if (!NodeAddress.IsHost(settings.Host)) throw scope.Wrong("host", "a host name or IP address");
        if (settings.PublicHost.Length > 0 && !NodeAddress.IsHost(settings.PublicHost)) throw scope.Wrong("public-host", "a host name or IP address");
        if (settings.Host is "0.0.0.0" or "::" && settings.PublicHost.Length == 0)
            throw scope.Wrong("host", "an address that peers can dial, or public-host to be set as well");
        return settings;
    }

    private static void Check(FederationSettings settings, SettingsScope scope)
    {
        var length = Encoding.UTF8.GetByteCount(settings.ClusterId);
        if (length is 0 or > PeerRecordCodec.MaxClusterIdBytes)
            throw scope.Wrong("cluster-id", $"the federation's name, 1 to {PeerRecordCodec.MaxClusterIdBytes} bytes; it is the same on all nodes");
        if (settings.Journal == JournalKind.Wal && !EngineAdapter.HasWriteAheadJournal)
            throw scope.Wrong("journal", "'sqlite': the write-ahead journal is of the standalone engine alone");
        if (settings.InitialVoters.Length == 0) return;
        if (settings.BootstrapExpect > 0) throw scope.Wrong("bootstrap-expect", "0, as initial-voters names the founders; set one of the two");
        if (settings.InitialVoters.Distinct().Count() != settings.InitialVoters.Length) throw scope.Wrong("initial-voters", "each DID once");
    }

    private static (string? Value, string Expected) Word(string text) =>
        text.Length > 0 && !text.Any(char.IsControl) && Encoding.UTF8.GetByteCount(text) <= PeerRecordCodec.MaxTextBytes
            ? (text, "")
            : (null, $"words of 1 to {PeerRecordCodec.MaxTextBytes} bytes");
}
