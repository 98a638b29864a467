#nullable disable
using Akka.Actor.Internal;

namespace Akka.Actor;

/// <summary>A step of a selection.</summary>
public abstract class SelectionPathElement;

/// <summary>A child by its name.</summary>
public class SelectChildName : SelectionPathElement
{
    public SelectChildName(string name) => Name = name;

    public string Name { get; }

    protected bool Equals(SelectChildName other) => Name == other.Name;

    public override bool Equals(object obj) => obj is SelectChildName other && Equals(other);

    public override int GetHashCode() => Name.GetHashCode();

    public override string ToString() => Name;
}

/// <summary>Children whose names match a pattern.</summary>
public class SelectChildPattern : SelectionPathElement
{
    public SelectChildPattern(string patternStr) => PatternStr = patternStr;

    public string PatternStr { get; }

    protected bool Equals(SelectChildPattern other) => PatternStr == other.PatternStr;

    public override bool Equals(object obj) => obj is SelectChildPattern other && Equals(other);

    public override int GetHashCode() => PatternStr.GetHashCode();

    public override string ToString() => PatternStr;
}

/// <summary>All descendants (**).</summary>
public class SelectChildRecursive : SelectionPathElement
{
    public static readonly SelectChildRecursive Instance = new();

    public override bool Equals(object obj) => obj is SelectChildRecursive;

    public override int GetHashCode() => "**".GetHashCode();

    public override string ToString() => "**";
}

/// <summary>The parent (..).</summary>
public class SelectParent : SelectionPathElement
{
    public static readonly SelectParent Instance = new();

    public override bool Equals(object obj) => obj is SelectParent;

    public override int GetHashCode() => "..".GetHashCode();

    public override string ToString() => "..";
}

/// <summary>A message to all actors that a path with wildcards reaches from an anchor, wherever they live.</summary>
public class ActorSelection : ICanTell
{
    public ActorSelection()
    {
    }

    public ActorSelection(IActorRef anchor, SelectionPathElement[] path)
    {
        Anchor = anchor;
        Path = path;
    }

    public ActorSelection(IActorRef anchor, string path)
        : this(anchor, path == "" ? [] : path.Split('/'))
    {
    }

    public ActorSelection(IActorRef anchor, IEnumerable<string> elements)
    {
        Anchor = anchor;
        string[] parts = elements.Where(e => e.Length > 0).ToArray();
        Path = new SelectionPathElement[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            Path[i] = parts[i] switch
            {
                ".." => SelectParent.Instance,
                "**" when i == parts.Length - 1 => SelectChildRecursive.Instance,
                "**" => throw new IllegalActorNameException("Double wildcard can only appear at the last path entry"),
                var name when name.Contains('*') || name.Contains('?') => new SelectChildPattern(name),
                var name => new SelectChildName(name),
            };
        }
    }

    public IActorRef Anchor { get; private set; }

    public SelectionPathElement[] Path { get; private set; }

    public string PathString => "/" + string.Join("/", Path.Select(p => p.ToString()));

    public void Tell(object message, IActorRef sender = null)
    {
        sender ??= ActorCell.GetCurrentSelfOrNoSender();
        SelectionDelivery.Deliver((IInternalActorRef)Anchor, sender, new ActorSelectionMessage(message, Path));
    }

    public Task<IActorRef> ResolveOne(TimeSpan timeout) => ResolveOne(timeout, CancellationToken.None);

    /// <summary>The first actor that answers.</summary>
    /// <exception cref="ActorNotFoundException">None did within the time-out, or there is none.</exception>
    public async Task<IActorRef> ResolveOne(TimeSpan timeout, CancellationToken ct)
    {
        try
        {
            ActorIdentity identity = await this.Ask<ActorIdentity>(new Identify(null), timeout, ct).ConfigureAwait(AkkaFederation.Engine.EngineEnvironment.IsOneThread);
            return identity.Subject ?? throw new ActorNotFoundException($"No actor at {this}");
        }
        catch (ActorNotFoundException)
        {
            throw;
        }
        catch (Exception e)
        {
            throw new ActorNotFoundException("Exception occurred while resolving ActorSelection", e);
        }
    }

    public override bool Equals(object obj) => obj is ActorSelection other && Equals(other);

    protected bool Equals(ActorSelection other) => Equals(Anchor, other.Anchor) && PathString == other.PathString;

    public override int GetHashCode() => HashCode.Combine(Anchor, PathString);

    public override string ToString()
    {
        string anchor = Anchor.Path.Uid == ActorCell.UndefinedUid ? Anchor.Path.ToString() : $"{Anchor.Path}#{Anchor.Path.Uid}";
        return $"ActorSelection[Anchor({anchor}), Path({PathString})]";
    }
}

/// <summary>A message on its way along a selection.</summary>
public class ActorSelectionMessage : IAutoReceivedMessage, IPossiblyHarmful, IWrappedMessage
{
    public ActorSelectionMessage(object message, SelectionPathElement[] elements, bool wildCardFanOut = false)
    {
        Message = message;
        Elements = elements;
        WildCardFanOut = wildCardFanOut;
    }

    public object Message { get; }

    public SelectionPathElement[] Elements { get; }

    /// <summary>The selection has spread out on its way: those that find nobody do not say so.</summary>
    public bool WildCardFanOut { get; }

    public ActorSelectionMessage Copy(object message = null, SelectionPathElement[] elements = null, bool? wildCardFanOut = null) =>
        new(message ?? Message, elements ?? Elements, wildCardFanOut ?? WildCardFanOut);

    public override string ToString() =>
        $"ActorSelectionMessage - Message: {Message} - WildCardFanOut: {WildCardFanOut} - Elements: {string.Join("/", Elements.Select(e => e.ToString()))}";
}
