using System.Collections.Immutable;
using Akka.Actor;
using AkkaFederation.Membership;

namespace AkkaFederation.Discovery;

/// <summary><c>provider-static</c>: the seed nodes that the operator has named.</summary>
internal sealed class StaticProvider : UntypedActor
{
    public const string Name = "provider-static";
    private readonly ImmutableArray<string> _seeds;

    public StaticProvider(ImmutableArray<string> seeds) => _seeds = seeds;

    public static Props Props(ImmutableArray<string> seeds) => Akka.Actor.Props.Create(() => new StaticProvider(seeds));

    protected override void PreStart() => Context.Parent.Tell(new ContactHints(ContactHints.Configured, _seeds));

    protected override void OnReceive(object message) => Unhandled(message);
}
