using AkkaFederation.Broadcast;
using AkkaFederation.Hocon;
using AkkaFederation.Settings;

namespace AkkaFederation.Tests.Settings;

/// <summary>reference.conf, the settings records and the readers say the same.</summary>
public sealed class ReferenceTests
{
    private static readonly ConfigObject Reference = (ConfigObject)ConfigurationLayers.ReadReference().Find("federation")!.Value;

    [Fact]
    public void Every_key_is_read_and_no_other()
    {
        var read = new SortedSet<string>(StringComparer.Ordinal);
        var named = ConfigObject.Merge(HoconParser.Parse("cluster-id = x", "test"), Reference);

        SettingsReader.Read(named, new PathBase("/", Sources()), read);

        Assert.Equal(new KnownKeys(Reference).Leaves.Order(StringComparer.Ordinal), read);
    }

    [Fact]
    public void Every_key_and_block_has_a_comment_right_above_it()
    {
        var lines = ShippedFiles.Read("reference.conf").Split('\n').Select(l => l.Trim()).ToArray();
        var uncommented = new List<string>();
        for (var i = 1; i < lines.Length; i++)
        {
            var isKey = lines[i].Length > 0 && lines[i] != "}" && !lines[i].StartsWith('#');
            if (isKey && lines[i] != "federation {" && !lines[i - 1].StartsWith("# ", StringComparison.Ordinal)) uncommented.Add($"{i + 1}: {lines[i]}");
        }

        Assert.Empty(uncommented);
    }

    [Fact]
    public void Defaults_of_the_node_are_these()
    {
        var settings = Load();

        Assert.Equal("x", settings.ClusterId);
        Assert.Equal("", settings.Node.Name);
        Assert.Equal("federation", settings.Node.System);
        Assert.Equal("127.0.0.1", settings.Node.Host);
        Assert.Equal(0, settings.Node.Port);
        Assert.Equal("", settings.Node.PublicHost);
        Assert.Equal(0, settings.Node.PublicPort);
        Assert.Empty(settings.Node.Capabilities);
        Assert.Empty(settings.Node.Labels);
        Assert.Equal(Path.GetFullPath("/work-folder/node.key"), settings.Identity.KeyPath);
        Assert.Equal(Path.GetFullPath("/work-folder/node.crt"), settings.Identity.CertificatePath);
        Assert.Equal(Path.GetFullPath("/work-folder/ca.crt"), settings.Identity.CaPath);
        Assert.Equal(TrustPolicy.Ca, settings.Identity.Trust);
        Assert.Empty(settings.Identity.Pinned);
        Assert.Equal("", settings.Identity.PinnedPath);
        Assert.Empty(settings.Identity.RevokedPaths);
        Assert.Equal(TimeSpan.FromSeconds(1), settings.Identity.ReloadInterval);
        Assert.Equal(TimeSpan.FromDays(30), settings.Identity.ExpiryWarning);
        Assert.False(settings.Identity.Tofu.AcceptTheRisk);
        Assert.Equal(Path.GetFullPath("/work-folder/known-peers"), settings.Identity.Tofu.Path);
        Assert.Equal(1000, settings.Identity.Tofu.MaxPeers);
        Assert.False(settings.Identity.WebDid.Resolve);
        Assert.Equal(Path.GetFullPath("/work-folder/did-web-pins"), settings.Identity.WebDid.PinsPath);
        Assert.Equal(TimeSpan.FromSeconds(5), settings.Identity.WebDid.Timeout);
        Assert.Equal(TimeSpan.FromSeconds(60), settings.Identity.WebDid.RetryInterval);
        Assert.Empty(settings.SeedNodes);
        Assert.Equal(0, settings.BootstrapExpect);
        Assert.Empty(settings.InitialVoters);
        Assert.Equal(Path.GetFullPath("/work-folder/data"), settings.DataDirectory);
    }

    [Fact]
    public void Defaults_of_membership_are_these()
    {
        var membership = Load().Membership;

        Assert.Equal(NetworkProfile.Lan, membership.Profile);
        Assert.Equal(TimeSpan.FromSeconds(1), membership.ProbeInterval);
        Assert.Equal(TimeSpan.FromSeconds(2), membership.ProbeTimeout);
        Assert.Equal(TimeSpan.FromMilliseconds(500), membership.DirectProbeWait);
        Assert.Equal(TimeSpan.FromMilliseconds(500), membership.DegradedThreshold);
        Assert.Equal(TimeSpan.FromMilliseconds(200), membership.GossipInterval);
        Assert.Equal(TimeSpan.FromSeconds(30), membership.SyncInterval);
        Assert.Equal(TimeSpan.FromSeconds(5), membership.ReprobeInterval);
        Assert.Equal(3, membership.IndirectProbes);
        Assert.Equal(3, membership.FailedProbes);
        Assert.Equal(4, membership.SuspicionIntervals);
        Assert.Equal(1, membership.SuspicionIntervalsMin);
        Assert.Equal(8, membership.LocalHealthMax);
        Assert.Equal(256, membership.RememberPeers);
        Assert.Equal(TimeSpan.FromSeconds(300), membership.Ttl);
        Assert.Equal(4, membership.RetransmitFactor);
        Assert.Equal(TimeSpan.FromMilliseconds(100), membership.SeedRetryMin);
        Assert.Equal(TimeSpan.FromSeconds(1), membership.SeedRetryMax);
        Assert.Equal(10_000, membership.MaxPeers);
    }

    [Fact]
    public void Defaults_of_the_gateway_are_these()
    {
        var gateway = Load().Gateway;

        Assert.Equal(TimeSpan.FromSeconds(5), gateway.MessageTimeout);
        Assert.Equal(1 << 20, gateway.MaxPayload);
        Assert.Equal(64, gateway.MaxInFlight);
        Assert.Equal(1024, gateway.MaxQueued);
        Assert.Equal(16 << 20, gateway.MaxQueuedBytes);
        Assert.Equal(1024, gateway.MaxServing);
    }

    [Fact]
    public void Defaults_of_broadcast_are_these()
    {
        var broadcast = Load().Broadcast;

        Assert.Equal(NetworkProfile.Lan, broadcast.Profile);
        Assert.Equal(8, broadcast.DirectPeers);
        Assert.Equal(3, broadcast.Rings);
        Assert.Equal(256 << 10, broadcast.MaxPayload);
        Assert.Equal(TimeSpan.FromMilliseconds(50), broadcast.AnnounceInterval);
        Assert.Equal(TimeSpan.FromMilliseconds(200), broadcast.MissingWait);
        Assert.Equal(TimeSpan.FromMilliseconds(100), broadcast.GraftWait);
        Assert.Equal(TimeSpan.FromMilliseconds(500), broadcast.RetryInterval);
        Assert.Equal(TimeSpan.FromSeconds(30), broadcast.Keep);
        Assert.Equal(7, broadcast.OptimisationThreshold);
        Assert.Equal(4096, broadcast.MaxCached);
        Assert.Equal(64 << 20, broadcast.MaxCachedBytes);
        Assert.Equal(1024, broadcast.MaxPending);
        Assert.Equal(4096, broadcast.SeenWindow);
        Assert.Equal(64, broadcast.PeerWindow);
        Assert.Equal(4 << 20, broadcast.PeerWindowBytes);
        Assert.Equal(4096, broadcast.MaxMissing);
        Assert.Equal(new BroadcastOptions(), broadcast.ToOptions());
    }

    [Fact]
    public void Https_is_off_and_on_loopback_unless_asked_for()
    {
        var http = Load().Http;

        Assert.False(http.Enabled);
        Assert.Equal("127.0.0.1", http.Host);
        Assert.Equal(17615, http.Port);
        Assert.Empty(http.Names);
        Assert.Equal(256, http.MaxConnections);
        Assert.Equal(20, http.RequestsPerSecond);
        Assert.Equal(TimeSpan.FromSeconds(10), http.RequestTimeout);
    }

    [Fact]
    public void Defaults_of_discovery_are_these()
    {
        var mdns = Load().Discovery.Mdns;

        Assert.False(mdns.Enabled);
        Assert.Empty(mdns.Interfaces);
        Assert.Equal(1024, mdns.MaxAdverts);
        Assert.Equal(64, mdns.MaxAdvertsPerSender);
    }

    [Fact]
    public void The_tie_to_a_cluster_is_off_and_gives_its_clients_no_voice_unless_asked_for()
    {
        var bridge = Load().ClusterBridge;

        Assert.False(bridge.Enabled);
        Assert.Equal("", bridge.Role);
        Assert.True(bridge.PublishCommits);
        Assert.True(bridge.PublishMembership);
        Assert.Equal(TimeSpan.FromMilliseconds(50), bridge.CommitInterval);
        Assert.Equal(ClusterClientAccess.Peers, bridge.ClientAccess);
    }

    [Fact]
    public void Defaults_of_gossip_are_these()
    {
        var gossip = Load().Gossip;

        Assert.Equal(NetworkProfile.Lan, gossip.Profile);
        Assert.Equal(TimeSpan.FromMilliseconds(200), gossip.Interval);
        Assert.Equal(TimeSpan.FromSeconds(30), gossip.AntiEntropyInterval);
        Assert.Equal(TimeSpan.FromSeconds(30), gossip.HeartbeatInterval);
        Assert.Equal((3, 10, 3, 1000, 10, 3), (gossip.Fanout, gossip.BatchSize, gossip.SpreadRounds, gossip.QueueSize, gossip.HopLimit, gossip.AntiEntropyPeers));
        Assert.Equal(TimeSpan.FromSeconds(5), gossip.RoundTimeout);
        Assert.Equal((65_536, 1024, 1000, 1 << 20, 64 << 20), (gossip.MaxPayload, gossip.CompressAbove, gossip.LogUpdates, gossip.LogBytes, gossip.TotalLogBytes));
        Assert.Equal(TimeSpan.FromHours(1), gossip.Retention);
        Assert.Equal(8, gossip.VectorClockEntries);
        Assert.Equal(new AkkaFederation.Gossip.GossipCapacity(100, 100, 100), gossip.Capacity);
    }

    [Theory]
    [InlineData("local", 50, 5)]
    [InlineData("lan", 200, 30)]
    [InlineData("wan", 5000, 60)]
    public void A_profile_sets_the_times_of_gossip_together(string profile, int interval, int antiEntropy)
    {
        var gossip = Load($"gossip.profile = {profile}").Gossip;

        Assert.Equal(interval, gossip.Interval.TotalMilliseconds);
        Assert.Equal(antiEntropy, gossip.AntiEntropyInterval.TotalSeconds);
    }

    [Fact]
    public void Defaults_of_consensus_are_these()
    {
        var consensus = Load().Consensus;

        Assert.Equal(NetworkProfile.Lan, consensus.Profile);
        Assert.Equal(TimeSpan.FromMilliseconds(250), consensus.ElectionTimeoutMin);
        Assert.Equal(TimeSpan.FromMilliseconds(450), consensus.ElectionTimeoutMax);
        Assert.Equal(TimeSpan.FromMilliseconds(50), consensus.HeartbeatInterval);
        Assert.Equal(64, consensus.MaxPendingPerClient);
        Assert.Equal(1 << 20, consensus.MaxPayload);
        Assert.Equal(1024, consensus.MaxBatchEntries);
        Assert.Equal(1 << 20, consensus.MaxBatchBytes);
        Assert.Equal(64, consensus.MaxInflight);
        Assert.True(consensus.Forward);
        Assert.Equal(TimeSpan.FromSeconds(5), consensus.ProposalTtl);
    }

    [Theory]
    [InlineData("local", 200, 250, 50)]
    [InlineData("lan", 1000, 250, 50)]
    [InlineData("wan", 5000, 1500, 300)]
    public void A_profile_sets_all_times_together(string profile, int probe, int election, int heartbeat)
    {
        var settings = Load($"membership.profile = {profile}, consensus.profile = {profile}");

        Assert.Equal(probe, settings.Membership.ProbeInterval.TotalMilliseconds);
        Assert.Equal(election, settings.Consensus.ElectionTimeoutMin.TotalMilliseconds);
        Assert.Equal(heartbeat, settings.Consensus.HeartbeatInterval.TotalMilliseconds);
    }

    [Fact]
    public void A_time_of_ones_own_goes_before_the_profiles()
    {
        var settings = Load("consensus { profile = wan, heartbeat-interval = 100ms }");

        Assert.Equal(100, settings.Consensus.HeartbeatInterval.TotalMilliseconds);
        Assert.Equal(1500, settings.Consensus.ElectionTimeoutMin.TotalMilliseconds);
    }

    [Theory]
    [InlineData("node.conf")]
    [InlineData("seed.conf")]
    [InlineData("dev.conf")]
    public void Every_shipped_configuration_loads(string name)
    {
        var settings = FederationConfiguration.Parse($"include \"{name}\"", "test.conf", Sources()).Settings;

        Assert.Equal(Path.GetFullPath("/work-folder/identity/node.key"), settings.Identity.KeyPath);
        Assert.True(settings.BootstrapExpect > 0);
    }

    private static FederationSettings Load(string federation = "") =>
        FederationConfiguration.Parse($"federation {{ cluster-id = x, {federation} }}", "test.conf", Sources()).Settings;

    private static ConfigurationSources Sources() => new() { Environment = new Dictionary<string, string>(), WorkingFolder = "/work-folder" };
}
