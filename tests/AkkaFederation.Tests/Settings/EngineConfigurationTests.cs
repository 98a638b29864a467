using Akka.Configuration;
using AkkaFederation.Settings;
using AkkaFederation.Wire;

namespace AkkaFederation.Tests.Settings;

/// <summary>What an actor system is told.</summary>
public sealed class EngineConfigurationTests
{
    [Fact]
    public void Remoting_gets_the_nodes_addresses_and_a_frame_that_holds_the_largest_append()
    {
        var config = Build("node { host = 0.0.0.0, port = 2552, public-host = node.example.org, public-port = 443 }, consensus.max-payload = 4MiB");

        Assert.Equal("remote", config.GetString("akka.actor.provider"));
        Assert.Equal("0.0.0.0", config.GetString("akka.remote.dot-netty.tcp.hostname"));
        Assert.Equal(2552, config.GetInt("akka.remote.dot-netty.tcp.port"));
        Assert.Equal("node.example.org", config.GetString("akka.remote.dot-netty.tcp.public-hostname"));
        Assert.Equal(443, config.GetInt("akka.remote.dot-netty.tcp.public-port"));
        Assert.True(config.GetBoolean("akka.remote.dot-netty.tcp.enable-ssl"));
        Assert.Equal(5L << 20, config.GetByteSize("akka.remote.dot-netty.tcp.maximum-frame-size"));
    }

    [Fact]
    public void A_user_cannot_switch_off_tls_or_let_peers_stop_actors_but_may_set_what_the_federation_does_not()
    {
        var config = Build("", "akka { loglevel = DEBUG, remote { untrusted-mode = off, dot-netty.tcp { enable-ssl = off, backlog = 7 } } }");

        Assert.True(config.GetBoolean("akka.remote.dot-netty.tcp.enable-ssl"));
        Assert.True(config.GetBoolean("akka.remote.untrusted-mode"));
        Assert.Equal(7, config.GetInt("akka.remote.dot-netty.tcp.backlog"));
        Assert.Equal("DEBUG", config.GetString("akka.loglevel"));
        Assert.Equal("off", config.GetString("akka.log-dead-letters"));
        Assert.Equal("on", Build("", "akka.log-dead-letters = on").GetString("akka.log-dead-letters"));
    }

    [Fact]
    public void Every_message_type_is_bound_to_the_one_serializer()
    {
        var bindings = Build("").GetConfig("akka.actor.serialization-bindings").AsEnumerable().ToDictionary(b => b.Key, b => b.Value.GetString());

        Assert.Equal(new WireRegistry("x", WireModules.All).Messages.Count(), bindings.Count);
        Assert.All(bindings, b => Assert.Equal("federation", b.Value));
        Assert.All(bindings.Keys, name => Assert.NotNull(Type.GetType(name.Trim('"'))));
    }

    [Fact]
    public void A_node_has_a_database_in_its_data_folder_and_a_client_has_none()
    {
        const string Folder = "data-dir = \"/tmp/odd; name = 'x'\"";

        Assert.Equal("Data Source=\"/tmp/odd; name = 'x'/federation.db\"", Build(Folder).GetString("akka.persistence.journal.sql.connection-string"));
        Assert.Equal("akka.persistence.journal.sql", Build(Folder).GetString("akka.persistence.journal.plugin"));
        Assert.Equal("akka.persistence.snapshot-store.sql", Build(Folder).GetString("akka.persistence.snapshot-store.plugin"));
        Assert.False(Build(Folder, withDatabase: false).HasPath("akka.persistence.journal.plugin"));
    }

    [Fact]
    public void The_whole_federation_block_is_there_for_extensions_to_read()
    {
        var config = Build("bootstrap-expect = 3");

        Assert.Equal("x", config.GetString("federation.cluster-id"));
        Assert.Equal(3, config.GetInt("federation.bootstrap-expect"));
        Assert.Equal(3, config.GetInt("federation.membership.indirect-probes"));
    }

#if ENGINE_AKKANET
    [Fact]
    public void With_the_bridge_a_cluster_may_run_and_its_own_actors_are_heard_beside_those_that_the_user_names()
    {
        var config = Build("cluster-bridge.enabled = on", "akka { cluster.seed-nodes = [\"akka.ssl.tcp://federation@h:1\"], remote.trusted-selection-paths = [/user/mine, /system/receptionist] }");

        Assert.Equal("cluster", config.GetString("akka.actor.provider"));
        Assert.Equal("akka.ssl.tcp://federation@h:1", Assert.Single(config.GetStringList("akka.cluster.seed-nodes")));
        Assert.True(config.GetBoolean("akka.remote.untrusted-mode"));
        Assert.Equal(
            ["/system/cluster/core/daemon", "/system/cluster/heartbeatReceiver", "/system/distributedPubSubMediator", "/system/receptionist", "/user/mine"],
            config.GetStringList("akka.remote.trusted-selection-paths"));
    }
#else
    [Fact]
    public void The_bridge_to_a_cluster_is_refused_with_the_build_that_has_it()
    {
        var error = Assert.Throws<SettingsException>(() => Build("\ncluster-bridge.enabled = on"));

        Assert.StartsWith("test.conf:2: federation.cluster-bridge.enabled = on: expected off:", error.Message, StringComparison.Ordinal);
        Assert.Contains("-p:ActorEngine=AkkaNet", error.Message, StringComparison.Ordinal);
    }
#endif

    [Fact]
    public void Without_the_bridge_no_path_is_trusted() => Assert.False(Build("").HasPath("akka.remote.trusted-selection-paths"));

    private static Config Build(string federation, string more = "", bool withDatabase = true)
    {
        var sources = new ConfigurationSources { Environment = new Dictionary<string, string>() };
        var configuration = FederationConfiguration.Parse($"federation {{ cluster-id = x, {federation} }}\n{more}", "test.conf", sources);
        return ConfigurationFactory.ParseString(EngineConfiguration.Build(configuration, withDatabase));
    }
}
