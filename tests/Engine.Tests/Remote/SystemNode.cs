using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;

namespace AkkaFederation.Engine.Remote.Tests;

/// <summary>A whole actor system with remoting on loopback, judged by a <see cref="NamePolicy"/>.</summary>
internal sealed class SystemNode : IAsyncDisposable
{
    public SystemNode(TestAuthority authority, string name, string config = "")
    {
        Policy = new NamePolicy(authority.Issue(name), authority.Root);
        var settings = ConfigurationFactory.ParseString(config).WithFallback(ConfigurationFactory.ParseString("""
            akka.loglevel = ERROR
            akka.actor.provider = remote
            akka.remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
            """));
        System = ActorSystem.Create(name, ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(settings), new ConnectionPolicySetup(Policy)));
    }

    public ActorSystem System { get; }

    public NamePolicy Policy { get; }

    public Address Address => ((ExtendedActorSystem)System).Provider.DefaultAddress;

    public RemotingCounters Counters => RemotingCounters.Get(System);

    public Mailroom Mail(string name) => new(System, name);

    public IActorRef Resolve(Address address, string path) => ((ExtendedActorSystem)System).Provider.ResolveActorRef(address + path);

    public async ValueTask DisposeAsync() => await System.Terminate();
}
