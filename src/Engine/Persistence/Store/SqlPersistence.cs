#nullable disable
using Akka.Actor;
using Akka.Configuration;

namespace AkkaFederation.Engine.Persistence;

/// <summary>For a program that wants to know at its start, not at the first recovery, whether its database can be used.</summary>
public static class SqlPersistence
{
    /// <summary>Opens the store of a SQL plugin of the system (and keeps it open for the plugin).</summary>
    /// <param name="system">The actor system whose configuration has the plugin.</param>
    /// <param name="pluginId">Path of the plugin's configuration.</param>
    /// <exception cref="EventStoreException">The database cannot be used; the message is fit to be shown to a user.</exception>
    public static void Open(ActorSystem system, string pluginId = "akka.persistence.journal.sql")
    {
        Akka.Persistence.Persistence.Instance.Apply(system);
        Config config = system.Settings.Config.GetConfig(pluginId)
            ?? throw new ArgumentException($"There is no configuration of a persistence plugin at '{pluginId}'.", nameof(pluginId));
        EventStores.Get(system).OpenOrThrow(pluginId, config);
    }
}
