using AkkaFederation.Settings;

namespace AkkaFederation.Tests.Settings;

/// <summary>Layers, paths, and the line that tells a user what is wrong.</summary>
public sealed class ConfigurationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fed-settings-").FullName;

    public static TheoryData<string, string> Mistakes => new()
    {
        { "federation.node.prot = 1", "node.conf:2: 'federation.node.prot' is not a known key; did you mean 'federation.node.port'?" },
        { "federation.port = 1", "node.conf:2: 'federation.port' is not a known key; did you mean 'federation.node.port'?" },
        { "federation.memebrship.ttl = 1s", "node.conf:2: 'federation.memebrship' is not a known key; did you mean 'federation.membership'?" },
        { "federation.zzzzzzzzzzzzzz = 1", "node.conf:2: 'federation.zzzzzzzzzzzzzz' is not a known key; reference.conf lists all keys" },
        { "federaton.node.port = 1", "node.conf:2: 'federaton' is not a known key; did you mean 'federation'?" },
        { "federation.node = 7", "node.conf:2: federation.node: expected a block { … } and found a number" },
        { "federation.node.port = abc", "node.conf:2: federation.node.port = abc: expected an integer from 0 to 65535" },
        { "federation.node.port = 65536", "node.conf:2: federation.node.port = 65536: expected an integer from 0 to 65535" },
        { "federation.node.port = 2.5", "node.conf:2: federation.node.port = 2.5: expected an integer from 0 to 65535" },
        { "federation.node.port = [1]", "node.conf:2: federation.node.port = a list: expected an integer from 0 to 65535" },
        { "federation.node.host = \"a b\"", "node.conf:2: federation.node.host = \"a b\": expected a host name or IP address" },
        { "federation.node.host = 0.0.0.0", "node.conf:2: federation.node.host = 0.0.0.0: expected an address that peers can dial, or public-host to be set as well" },
        { "federation.node.system = \"/user\"", "node.conf:2: federation.node.system = \"/user\": expected letters, digits, - and _" },
        { "federation.node.name = \"a\\u001b[31m\"", "node.conf:2: federation.node.name = \"a?[31m\": expected a text without control characters" },
        { "federation.node.labels = red", "node.conf:2: federation.node.labels = red: expected a block { name = text }" },
        { "federation.consensus.forward = perhaps", "node.conf:2: federation.consensus.forward = perhaps: expected on or off" },
        { "federation.membership.ttl = 5 parsecs", "node.conf:2: federation.membership.ttl = 5 parsecs: expected a duration from 1s to 8760h" },
        { "federation.membership.probe-interval = 1ms", "node.conf:2: federation.membership.probe-interval = 1ms: expected a duration from 10ms to 1h, or by-profile" },
        { "federation.membership.profile = moon", "node.conf:2: federation.membership.profile = moon: expected one of local, lan, wan" },
        { "federation.membership.profiles.wan.probe-interval = slow", "node.conf:2: federation.membership.profiles.wan.probe-interval = slow: expected a duration from 10ms to 1h" },
        { "federation.membership.probe-timeout = 1s", "node.conf:2: federation.membership.probe-timeout = 1s: expected at least 4 times degraded-threshold, 2s, or a slow peer looks dead" },
        { "federation.identity.trust = anybody", "node.conf:2: federation.identity.trust = anybody: expected one of ca, pinned, tofu" },
        { "federation.identity.trust = tofu", "node.conf:2: federation.identity.trust = tofu: expected ca or pinned; tofu lets anybody in who comes first, so it also takes tofu.accept-the-risk = on" },
        { "federation.identity.trust = pinned", "node.conf:2: federation.identity.trust = pinned: expected pinned or pinned-file to be set as well" },
        { "federation.identity.pinned = [nobody]", "node.conf:2: federation.identity.pinned = nobody: expected DIDs (did:key:zDn… or did:web:…)" },
        { "federation.consensus.max-payload = 1TB", "node.conf:2: federation.consensus.max-payload = 1TB: expected a size such as 64KiB, from 1 to 16777216 bytes" },
        { "federation.consensus.election-timeout-min = 60ms", "node.conf:2: federation.consensus.election-timeout-min = 60ms: expected at least twice heartbeat-interval, 100ms, or one lost heartbeat starts an election" },
        { "federation.gateway.max-queued-bytes = 1KiB", "node.conf:2: federation.gateway.max-queued-bytes = 1KiB: expected at least max-payload, 1048576 bytes, or a large message can never wait" },
        { "federation.gateway.message-timeout = 2h", "node.conf:2: federation.gateway.message-timeout = 2h: expected a duration from 1ms to 1h" },
        { "federation.http.host = \"a b\"", "node.conf:2: federation.http.host = \"a b\": expected a host name or IP address" },
        { "federation.http.port = 70000", "node.conf:2: federation.http.port = 70000: expected an integer from 0 to 65535" },
        { "federation.seed-nodes = \"a:1\"", "node.conf:2: federation.seed-nodes = \"a:1\": expected a list [ … ]" },
        { "federation.seed-nodes = [\"a\"]", "node.conf:2: federation.seed-nodes = \"a\": expected host:port, akka.ssl.tcp://system@host:port or https://host:port" },
        { "federation.initial-voters = [\"did:web:x\"]", "node.conf:2: federation.initial-voters = \"did:web:x\": expected a DID (not a did:key in base58btc (did:key:z…))" },
        { "federation.data-dir = \"\"", "node.conf:2: federation.data-dir = \"\": expected a path" },
        { "federation.cluster-id = \"\"", "node.conf:2: federation.cluster-id = \"\": expected the federation's name, 1 to 128 bytes; it is the same on all nodes" },
        { "federation {", "node.conf:2: " },
        { "include \"missing.conf\"", "node.conf:2: cannot include \"missing.conf\"" },
        { "federation.node.name = ${nowhere}", "node.conf:2: expected 'nowhere' to be defined: it is neither a key nor an environment variable" },
    };

    [Theory]
    [InlineData("")]
    [InlineData("a:0")]
    [InlineData("a:65536")]
    [InlineData("a:b")]
    [InlineData("a b:1")]
    [InlineData(":1")]
    [InlineData("http://a:1")]
    [InlineData("ftp://a:1")]
    [InlineData("https://a")]
    [InlineData("https://:1")]
    [InlineData("https://a:1/federation")]
    [InlineData("https://a:1?x")]
    [InlineData("https://u@a:1")]
    [InlineData("HTTPS://a:1")]
    [InlineData("akka.tcp://f@a:1")]
    [InlineData("akka.ssl.tcp://f@a")]
    public void A_seed_list_of_garbage_is_an_error_that_names_key_and_entry(string entry)
    {
        var error = Error($"seed-nodes = [\"good:1\", \"{entry}\"]");

        Assert.Contains($"federation.seed-nodes = \"{entry}\": expected host:port, akka.ssl.tcp://system@host:port or https://host:port", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://a:1", "https://a:1")]
    [InlineData("https://10.0.0.2:17615/", "https://10.0.0.2:17615")]
    [InlineData("https://[::1]:17615", "https://[::1]:17615")]
    public void A_seed_may_be_asked_over_https(string written, string seed) =>
        Assert.Equal([seed], Parse($"federation {{ cluster-id = x, seed-nodes = [\"{written}\"] }}").SeedNodes.ToArray());

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_named_with_file_line_key_and_what_was_expected(string line, string message)
    {
        var error = Assert.Throws<SettingsException>(() => Parse($"federation.cluster-id = x\n{line}"));

        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(("node.conf", 2, 2), (error.File, error.Line, error.ExitCode));
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_required_key_that_is_missing_is_looked_for_in_the_users_file()
    {
        var error = Assert.Throws<SettingsException>(() => Parse("federation.node.port = 1"));

        Assert.StartsWith("node.conf: federation.cluster-id = \"\": expected the federation's name", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Founders_are_chosen_or_named_not_both()
    {
        const string Voter = "did:key:zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv";

        Assert.Contains("set one of the two", Error($"bootstrap-expect = 3, initial-voters = [\"{Voter}\"]"), StringComparison.Ordinal);
        Assert.Contains("each DID once", Error($"initial-voters = [\"{Voter}\", \"{Voter}\"]"), StringComparison.Ordinal);
        Assert.Single(Parse($"federation {{ cluster-id = x, initial-voters = [\"{Voter}\"] }}").InitialVoters);
    }

    [Theory]
    [InlineData("10.0.0.1:2552", "akka.ssl.tcp://federation@10.0.0.1:2552")]
    [InlineData("node-1.example.org:1", "akka.ssl.tcp://federation@node-1.example.org:1")]
    [InlineData("[::1]:2552", "akka.ssl.tcp://federation@[::1]:2552")]
    [InlineData("akka.ssl.tcp://other@h:65535", "akka.ssl.tcp://other@h:65535")]
    public void Seed_nodes_become_full_addresses(string written, string address) =>
        Assert.Equal([address], Parse($"federation {{ cluster-id = x, seed-nodes = [\"{written}\"] }}").SeedNodes.ToArray());

    [Theory]
    [InlineData("h:0")]
    [InlineData("h:65536")]
    [InlineData("h:-1")]
    [InlineData(":1")]
    [InlineData("::1:2552")]
    [InlineData("akka.tcp://f@h:1")]
    [InlineData("akka.ssl.tcp://h:1")]
    [InlineData("akka.ssl.tcp://@h:1")]
    [InlineData("h:1/user")]
    public void Other_addresses_are_refused(string written) =>
        Assert.Contains("expected host:port", Error($"seed-nodes = [\"{written}\"]"), StringComparison.Ordinal);

    [Fact]
    public void File_environment_and_flags_go_in_rising_order()
    {
        var sources = Sources() with
        {
            Environment = new Dictionary<string, string> { ["FED__NODE__PORT"] = "2", ["FED__NODE__PUBLIC_PORT"] = "3", ["FED_UNRELATED"] = "x" },
            Overrides = [new SettingOverride("federation.node.port", "4", "--port"), new SettingOverride("federation.seed-nodes", "[\"h:1\", \"h:2\"]", "--seed")],
        };

        var node = FederationConfiguration.Parse("federation { cluster-id = x, node.port = 1, node.name = n }", "node.conf", sources).Settings;

        Assert.Equal((4, 3, "n"), (node.Node.Port, node.Node.PublicPort, node.Node.Name));
        Assert.Equal(2, node.SeedNodes.Length);
    }

    [Theory]
    [InlineData("[h:1, h:2]")]
    [InlineData("[h:1,h:2,]")]
    [InlineData("[\"h:1\", \"h:2\"]")]
    public void Lists_from_flags_and_variables_need_no_quotes(string list)
    {
        var sources = Sources() with { Environment = new Dictionary<string, string> { ["FED__SEED_NODES"] = list } };

        var seeds = FederationConfiguration.Parse("federation.cluster-id = x", "node.conf", sources).Settings.SeedNodes;

        Assert.Equal(["akka.ssl.tcp://federation@h:1", "akka.ssl.tcp://federation@h:2"], seeds.ToArray());
    }

    [Fact]
    public void A_wrong_flag_or_variable_is_named_as_such()
    {
        var flag = Sources() with { Overrides = [new SettingOverride("federation.node.port", "many", "--port")] };
        var variable = Sources() with { Environment = new Dictionary<string, string> { ["FED__NODE__PROT"] = "1" } };

        Assert.StartsWith("--port: federation.node.port = many: expected an integer", Error(flag), StringComparison.Ordinal);
        Assert.StartsWith("environment variable FED__NODE__PROT: 'federation.node.prot' is not a known key; did you mean", Error(variable), StringComparison.Ordinal);
    }

    [Fact]
    public void Substitutions_includes_and_appending_work_before_an_engine_sees_the_text()
    {
        File.WriteAllText(Path.Combine(_folder, "seeds.conf"), "federation.seed-nodes = [\"a:1\"]");
        var main = Path.Combine(_folder, "main.conf");
        File.WriteAllText(main, "include \"seeds.conf\"\nfederation.seed-nodes += \"b:2\"\nfederation { cluster-id = ${NAME}, node.host = ${?HOST} }");
        var sources = Sources() with { Environment = new Dictionary<string, string> { ["NAME"] = "from the environment" } };

        var settings = FederationConfiguration.Load(main, sources).Settings;

        Assert.Equal(["akka.ssl.tcp://federation@a:1", "akka.ssl.tcp://federation@b:2"], settings.SeedNodes.ToArray());
        Assert.Equal(("from the environment", "127.0.0.1"), (settings.ClusterId, settings.Node.Host));
    }

    [Fact]
    public void A_mistake_in_an_included_file_is_found_there()
    {
        var included = Path.Combine(_folder, "part.conf");
        File.WriteAllText(included, "\n\nfederation.node.port = no");
        var main = Path.Combine(_folder, "main.conf");
        File.WriteAllText(main, "federation.cluster-id = x\ninclude \"part.conf\"");

        var error = Assert.Throws<SettingsException>(() => FederationConfiguration.Load(main, Sources()));

        Assert.Equal((included, 3), (error.File, error.Line));
    }

    [Fact]
    public void Relative_paths_begin_in_the_folder_of_the_file_they_stand_in()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "inner"));
        File.WriteAllText(Path.Combine(_folder, "inner", "tls.conf"), "federation.identity.key = k.pem");
        var main = Path.Combine(_folder, "main.conf");
        File.WriteAllText(main, "include \"inner/tls.conf\"\nfederation { cluster-id = x, identity.ca = c.pem }");
        var sources = Sources() with { Overrides = [new SettingOverride("federation.data-dir", "d", "--data-dir")] };

        var settings = FederationConfiguration.Load(main, sources).Settings;

        Assert.Equal(Path.Combine(_folder, "inner", "k.pem"), settings.Identity.KeyPath);
        Assert.Equal(Path.Combine(_folder, "c.pem"), settings.Identity.CaPath);
        Assert.Equal(Path.Combine(_folder, "node.crt"), settings.Identity.CertificatePath);
        Assert.Equal(Path.GetFullPath("/work-folder/d"), settings.DataDirectory);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var path = Path.Combine(_folder, "missing.conf");
        var error = Assert.Throws<SettingsException>(() => FederationConfiguration.Load(path, Sources()));

        Assert.StartsWith($"{path}: the configuration file cannot be read", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static FederationSettings Parse(string text) => FederationConfiguration.Parse(text, "node.conf", Sources()).Settings;

    private static string Error(string federation) => Assert.Throws<SettingsException>(() => Parse($"federation {{ cluster-id = x, {federation} }}")).Message;

    private static string Error(ConfigurationSources sources) =>
        Assert.Throws<SettingsException>(() => FederationConfiguration.Parse("federation.cluster-id = x", "node.conf", sources)).Message;

    private static ConfigurationSources Sources() => new() { Environment = new Dictionary<string, string>(), WorkingFolder = "/work-folder" };
}
