#nullable disable
using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Configuration;
using Akka.Persistence.Journal;
using AkkaFederation.Engine;

namespace Akka.Persistence;

/// <summary>Finds and starts the journals and snapshot stores of an actor system; each plugin runs once.</summary>
public class PersistenceExtension : IExtension
{
    private const string JournalFallback = "akka.persistence.journal-plugin-fallback";
    private const string SnapshotFallback = "akka.persistence.snapshot-store-plugin-fallback";

    private readonly ConcurrentDictionary<string, Lazy<PersistencePlugin>> _plugins = new(StringComparer.Ordinal);
    private readonly ExtendedActorSystem _system;
    private readonly Config _config;
    private readonly EngineEnvironment _environment;
    private readonly Random _random;
    private int _instances;

    public PersistenceExtension(ExtendedActorSystem system)
    {
        _system = system;
        _environment = ((ActorSystemImpl)system).Environment;
        _random = _environment.CreateRandom();
        system.Settings.InjectTopLevelFallback(Persistence.DefaultConfig());
        _config = system.Settings.Config.GetConfig("akka.persistence");
        Settings = new PersistenceSettings(system, _config);
    }

    public PersistenceSettings Settings { get; }

    /// <summary>The event adapters of a journal; null or empty is the default journal.</summary>
    public EventAdapters AdaptersFor(string journalPluginId) => JournalPlugin(journalPluginId).Adapters;

    /// <summary>The journal of that configuration path; null or empty is the default journal.</summary>
    public IActorRef JournalFor(string journalPluginId) => JournalPlugin(journalPluginId).Ref;

    /// <summary>The snapshot store of that configuration path; null or empty is the default one.</summary>
    public IActorRef SnapshotStoreFor(string snapshotPluginId) =>
        Plugin(Choose(snapshotPluginId, "snapshot-store"), SnapshotFallback).Ref;

    /// <summary>The id of an actor that does not choose one: its path.</summary>
    public string PersistenceId(IActorRef actor) => actor.Path.ToStringWithoutAddress();

    internal PersistencePlugin JournalPlugin(string journalPluginId) => Plugin(Choose(journalPluginId, "journal"), JournalFallback);

    /// <summary>Tells the incarnations of persistent actors apart: answers to an earlier one are not taken for its successor's.</summary>
    /// <summary>The engine's clock, UTC.</summary>
    internal DateTime UtcNow => _environment.UtcNow.UtcDateTime;

    internal int NextInstanceId() => Interlocked.Increment(ref _instances);

    /// <summary>A plugin's actor bears the path of its configuration as its name.</summary>
    internal PersistencePlugin PluginOf(IActorRef plugin) =>
        _plugins.TryGetValue(plugin.Path.Name, out Lazy<PersistencePlugin> known)
            ? known.Value
            : throw new ArgumentException($"{plugin} is not a persistence plugin of this actor system.", nameof(plugin));

    /// <summary>Tells writers apart, in this process and before it.</summary>
    internal string NewWriterGuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        lock (_random)
            _random.NextBytes(bytes);
        return new Guid(bytes).ToString();
    }

    private string Choose(string pluginId, string kind)
    {
        if (!string.IsNullOrEmpty(pluginId))
            return pluginId;
        string chosen = _config.GetString(kind + ".plugin", string.Empty);
        return string.IsNullOrEmpty(chosen)
            ? throw new ArgumentException($"No default plugin: set akka.persistence.{kind}.plugin.", nameof(pluginId))
            : chosen;
    }

    private PersistencePlugin Plugin(string path, string fallback) =>
        _plugins.GetOrAdd(path, p => new Lazy<PersistencePlugin>(() => PersistencePlugin.Start(_system, p, fallback))).Value;
}

/// <summary>Identifies <see cref="PersistenceExtension"/>: <c>Persistence.Instance.Apply(system)</c>.</summary>
public class Persistence : ExtensionIdProvider<PersistenceExtension>
{
    public static Persistence Instance { get; } = new();

    public override PersistenceExtension CreateExtension(ExtendedActorSystem system) => new(system);

    public static Config DefaultConfig() => ConfigurationFactory.FromResource<Persistence>("Akka.Persistence.reference.conf");
}
