#nullable disable
using Akka.Actor;
using Akka.Configuration;

namespace Akka.Persistence;

/// <summary>What <c>akka.persistence</c> says beside the plugins.</summary>
public sealed class PersistenceSettings : Settings
{
    public PersistenceSettings(ActorSystem system, Config config)
        : base(system, config)
    {
        Internal = new InternalSettings(config);
    }

    public InternalSettings Internal { get; }

    public sealed class InternalSettings
    {
        public InternalSettings(Config config)
        {
            PublishPluginCommands = config.GetBoolean("publish-plugin-commands", false);
            PublishConfirmations = config.GetBoolean("publish-confirmations", false);
        }

        public bool PublishPluginCommands { get; }

        public bool PublishConfirmations { get; }
    }
}
