#nullable disable
using Akka.Actor.Internal;

namespace Akka.Actor;

/// <summary>Makes the stash that fits an actor.</summary>
public static class StashFactory
{
    public static IStash CreateStash<T>(this IActorContext context)
        where T : ActorBase => context.CreateStash(typeof(T));

    public static IStash CreateStash(this IActorContext context, IActorStash actorInstance) =>
        context.CreateStash(actorInstance.GetType());

    public static IStash CreateStash(this IActorContext context, Type actorType) =>
        typeof(IWithStash).IsAssignableFrom(actorType) ? new BoundedStashImpl(context)
        : typeof(IActorStash).IsAssignableFrom(actorType) ? new UnboundedStashImpl(context)
        : throw new ArgumentException($"Actor {actorType} implements an unrecognized subclass of {typeof(IActorStash)} - cannot instantiate", nameof(actorType));
}
