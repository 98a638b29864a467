using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using AkkaFederation.Hosting;
using AkkaFederation.Settings;
using Microsoft.Extensions.Logging;

namespace AkkaFederation.Node.Cli;

/// <summary>
/// How a verb that asks a running node gets there: over mutual TLS with an identity of its own, by a configuration file or by
/// the folder that <c>fed id new</c> made. The options are the same for every such verb.
/// </summary>
internal sealed class ClientConnection
{
    private const string Loopback = "127.0.0.1";
    private readonly Option<string?> _node = new("--node") { Description = "Node to ask, host:port; without it the one that --config configures.", HelpName = "ADDRESS" };
    private readonly Option<string?> _config = new("--config") { Description = "Configuration with the identity to use and the cluster id; a node's own file will do.", HelpName = "FILE" };
    private readonly Option<string?> _identity = new("--identity") { Description = "Instead of --config: folder of node.key, node.crt and ca.crt, as `fed id new` makes it.", HelpName = "DIR" };
    private readonly Option<string?> _cluster = new("--cluster") { Description = "With --identity: the federation's cluster id.", HelpName = "ID" };

    public IEnumerable<Option> Options => [_node, _config, _identity, _cluster];

    /// <summary>Connects, asks, and ends the connection; a node that does not answer is one line that names it.</summary>
    public async Task<T> AskAsync<T>(ParseResult parsed, Func<FederationClient, string, Task<T>> ask)
    {
        if (parsed.GetValue(_node) is null && parsed.GetValue(_config) is null) throw FedException.Input("--node is missing: which node shall be asked, host:port?");
        var node = NodeOf(parsed, Configuration(parsed, Loopback));
        var configuration = Configuration(parsed, AddressTowards(node));
        using var logging = LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.None));
        var system = FederationSystem.CreateClient(configuration, new FederationOptions { Clock = TimeProvider.System, Logging = logging });
        try
        {
            await using var client = FederationClient.Create(system, [node]);
            return await ask(client, node);
        }
        catch (UnknownPeerException unknown)
        {
            throw FedException.Input(unknown.Message + ".");
        }
        catch (VoterChangeException refused)
        {
            throw FedException.Failed(refused.Message, refused);
        }
        catch (LogCompactedException gone)
        {
            throw FedException.Input($"{node} has compacted its log and begins at entry {gone.First}: begin with --from {gone.First}, or ask a node that still has the entries before.", gone);
        }
        catch (AskTimeoutException silent)
        {
            throw FedException.Failed($"{node} did not answer within 5 s: is the node running, and does it trust this identity?", silent);
        }
        finally
        {
            await system.Terminate();
        }
    }

    private string NodeOf(ParseResult parsed, FederationConfiguration configuration)
    {
        var settings = configuration.Settings.Node;
        if (parsed.GetValue(_node) is { } given)
        {
            return NodeAddress.TryParse(given, settings.System, out var address, out var expected)
                ? address
                : throw FedException.Input($"--node '{given}' is not the address of a node: {expected} is expected.");
        }

        var config = parsed.GetValue(_config)!;
        var own = FederationConfiguration.Load(config).Settings.Node;
        var port = own.PublicPort != 0 ? own.PublicPort : own.Port;
        if (port == 0) throw FedException.Input($"{config} leaves the port open; name the node with --node host:port.");
        return NodeAddress.Format(own.System, own.PublicHost.Length > 0 ? own.PublicHost : own.Host, port);
    }

    // A node answers by a connection of its own, so the client listens where the node can reach it: on the address from which
    // this machine would talk to it, which is the loopback for a node on the same machine. Nothing is sent to find out.
    private static string AddressTowards(string node)
    {
        var uri = new Uri(node);
        try
        {
            using var socket = new Socket(SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(uri.DnsSafeHost, uri.Port);
            var local = ((IPEndPoint)socket.LocalEndPoint!).Address;
            return (local.IsIPv4MappedToIPv6 ? local.MapToIPv4() : local).ToString();
        }
        catch (SocketException error)
        {
            throw FedException.Failed($"{node} cannot be reached from here: {error.Message}.", error);
        }
    }

    private FederationConfiguration Configuration(ParseResult parsed, string host)
    {
        var sources = new ConfigurationSources
        {
            Overrides =
            [
                new SettingOverride("federation.node.host", host, "the client"),
                new SettingOverride("federation.node.port", "0", "the client"),
                new SettingOverride("federation.node.public-host", "", "the client"),
                new SettingOverride("federation.node.public-port", "0", "the client"),
            ],
        };
        var (config, identity, cluster) = (parsed.GetValue(_config), parsed.GetValue(_identity), parsed.GetValue(_cluster));
        if (config is not null)
        {
            if (identity is not null || cluster is not null) throw FedException.Input("--config already says identity and cluster; leave --identity and --cluster out.");
            return FederationConfiguration.Load(config, sources);
        }

        if (identity is null || cluster is null) throw FedException.Input("an identity is needed: --config FILE, or --identity DIR with --cluster ID.");
        return FederationConfiguration.Parse(OfFolder(Path.GetFullPath(identity), cluster), "--identity", sources);
    }

    // A quoted string of HOCON is one of JSON.
    private static string OfFolder(string folder, string cluster) =>
        $$"""
        federation {
          cluster-id = {{Json.Line(cluster)}}
          identity {
            key = {{Json.Line(Path.Combine(folder, IdCommand.KeyFile))}}
            certificate = {{Json.Line(Path.Combine(folder, IdCommand.CertificateFile))}}
            ca = {{Json.Line(Path.Combine(folder, CaCommand.CertificateFile))}}
          }
        }
        """;
}
