using Akka.Actor.Setup;
using AkkaFederation.Identity;
using AkkaFederation.Settings;

namespace AkkaFederation.Hosting;

/// <summary>Carries what the federation needs into an actor system; made by <see cref="FederationSystem"/>.</summary>
internal sealed class FederationSetup : Setup
{
    public FederationSetup(FederationConfiguration configuration, NodeIdentity identity, PeerTrust trust, FederationOptions options)
    {
        Configuration = configuration;
        Identity = identity;
        Trust = trust;
        Options = options;
    }

    public FederationConfiguration Configuration { get; }

    public NodeIdentity Identity { get; }

    public PeerTrust Trust { get; }

    public FederationOptions Options { get; }
}
