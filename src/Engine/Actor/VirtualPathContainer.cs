#nullable disable
using System.Collections.Concurrent;

namespace Akka.Actor;

/// <summary>Holds references that live below a path without an actor of their own, such as those of pending asks.</summary>
internal sealed class VirtualPathContainer(IActorRefProvider provider, ActorPath path, IInternalActorRef parent) : MinimalActorRef
{
    private readonly ConcurrentDictionary<string, IInternalActorRef> _children = new();

    public override ActorPath Path { get; } = path;

    public override IActorRefProvider Provider { get; } = provider;

    public override IInternalActorRef Parent { get; } = parent;

    public override IActorRef GetChild(IReadOnlyList<string> name)
    {
        if (name.Count == 0)
            return this;
        if (name[0].Length == 0)
            return GetChild(name.Skip(1).ToArray());
        return _children.TryGetValue(name[0], out IInternalActorRef child)
            ? name.Count == 1 ? child : child.GetChild(name.Skip(1).ToArray())
            : ActorRefs.Nobody;
    }

    public void Add(string name, IInternalActorRef actor) => _children[name] = actor;

    public void Remove(string name) => _children.TryRemove(name, out _);
}
