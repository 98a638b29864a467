using System.Data.Common;
using System.Globalization;
using System.Text;
using AkkaFederation.Hocon;
using AkkaFederation.Wire;

namespace AkkaFederation.Settings;

/// <summary>
/// The plain HOCON that an actor system is made with: what the federation's settings mean for remoting, serialization and
/// persistence, over the user's own blocks. Plain, so that any engine reads it: no includes, no substitutions.
/// </summary>
internal static class EngineConfiguration
{
    public const string DatabaseFile = "federation.db";
    public const string JournalFolder = "journal";

    // Messages to peers that are down are lost every day; membership reports the peers instead.
    private const string Defaults = "akka { log-dead-letters = off, log-dead-letters-during-shutdown = off }";

    private static readonly string[] ClusterPaths =
    [
        "/system/cluster/core/daemon", "/system/cluster/heartbeatReceiver", "/system/distributedPubSubMediator", "/system/receptionist",
    ];

    // Room for the envelope and the fields around the payloads of one append message.
    private const int FrameOverhead = 1 << 20;

    /// <param name="configuration">The checked configuration.</param>
    /// <param name="withDatabase">Whether events go to the database in the data folder; clients keep none.</param>
    public static string Build(FederationConfiguration configuration, bool withDatabase)
    {
        var settings = configuration.Settings;
        var over = new StringBuilder();
        AppendRemoting(over, settings);
        if (settings.ClusterBridge.Enabled) AppendCluster(over, configuration.Tree);
        AppendSerialization(over, settings);
        if (withDatabase) AppendPersistence(over, settings);
        var required = HoconParser.Parse(over.ToString(), "(federation)", HoconOptions.TextOnly);
        var defaults = HoconParser.Parse(Defaults, "(federation)", HoconOptions.TextOnly);
        return HoconWriter.Write(ConfigObject.Merge(required, ConfigObject.Merge(configuration.Tree, defaults)));
    }

    private static void AppendRemoting(StringBuilder text, FederationSettings settings)
    {
        var node = settings.Node;
        var largest = new[] { settings.Consensus.MaxBatchBytes, settings.Consensus.MaxPayload, settings.Gateway.MaxPayload, settings.Broadcast.MaxPayload }.Max();
        var frame = (long)largest + FrameOverhead;
        text.AppendLine(CultureInfo.InvariantCulture, $"akka.actor.provider = {(settings.ClusterBridge.Enabled ? "cluster" : "remote")}");

        // A certificate of the federation is no licence to stop another node's actors.
        text.AppendLine("akka.remote.untrusted-mode = on");
        text.AppendLine("akka.remote.dot-netty.tcp {").AppendLine("enable-ssl = on");
        text.Append("hostname = ").AppendLine(Quoted(node.Host));
        text.AppendLine(CultureInfo.InvariantCulture, $"port = {node.Port}");
        if (node.PublicHost.Length > 0) text.Append("public-hostname = ").AppendLine(Quoted(node.PublicHost));
        if (node.PublicPort > 0) text.AppendLine(CultureInfo.InvariantCulture, $"public-port = {node.PublicPort}");
        text.AppendLine(CultureInfo.InvariantCulture, $"maximum-frame-size = {frame}b").AppendLine("}");
    }

    // Where nobody is trusted to select actors by path, a cluster's own actors must be named to hear each other.
    private static void AppendCluster(StringBuilder text, ConfigObject tree)
    {
        const string Key = "akka.remote.trusted-selection-paths";
        var users = tree.Find(Key)?.Value is ConfigArray paths ? paths.Items.OfType<ConfigScalar>().Select(path => path.Text) : [];
        text.Append(Key).Append(" = [").AppendJoin(", ", ClusterPaths.Concat(users).Distinct(StringComparer.Ordinal).Select(Quoted)).AppendLine("]");
    }

    private static void AppendSerialization(StringBuilder text, FederationSettings settings)
    {
        text.Append("akka.actor.serializers.federation = ").AppendLine(Quoted(NameOf(typeof(FederationSerializer))));
        text.AppendLine("akka.actor.serialization-bindings {");
        foreach (var message in new WireRegistry(settings.ClusterId, WireModules.All).Messages)
            text.Append(Quoted(NameOf(message.Type))).AppendLine(" = federation");
        text.AppendLine("}");
    }

    private static void AppendPersistence(StringBuilder text, FederationSettings settings)
    {
        var (plugin, keys) = settings.Journal == JournalKind.Wal ? ("wal", WalKeys(settings)) : ("sql", SqlKeys(settings));
        foreach (var store in new[] { "journal", "snapshot-store" })
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"akka.persistence.{store} {{ plugin = \"akka.persistence.{store}.{plugin}\"");
            text.AppendLine(CultureInfo.InvariantCulture, $"{plugin} {{ {keys} }} }}");
        }
    }

    private static string SqlKeys(FederationSettings settings)
    {
        var database = Path.Combine(settings.DataDirectory, DatabaseFile);
        return $"connection-string = {Quoted(new DbConnectionStringBuilder { ["Data Source"] = database }.ConnectionString)}, provider-name = \"SQLite.MS\"";
    }

    private static string WalKeys(FederationSettings settings) => $"dir = {Quoted(Path.Combine(settings.DataDirectory, JournalFolder))}";

    private static string NameOf(Type type) => $"{type.FullName}, {type.Assembly.GetName().Name}";

    private static string Quoted(string text) => HoconWriter.Quote(new StringBuilder(), text).ToString();
}
