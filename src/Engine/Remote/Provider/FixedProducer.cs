#nullable disable
using Akka.Actor;

namespace AkkaFederation.Engine.Remote;

/// <summary>Makes remoting's own actors, whose constructors take what no user may give.</summary>
internal sealed class FixedProducer(Func<ActorBase> create, Type type) : IIndirectActorProducer
{
    public Type ActorType => type;

    public ActorBase Produce() => create();

    public void Release(ActorBase actor)
    {
        // They hold nothing that needs to be given back.
    }
}
