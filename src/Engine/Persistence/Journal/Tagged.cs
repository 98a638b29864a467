#nullable disable
using System.Collections.Immutable;

namespace Akka.Persistence.Journal;

/// <summary>An event with tags that the journal keeps beside it; made by a write adapter.</summary>
public struct Tagged
{
    public Tagged(object payload, IEnumerable<string> tags)
        : this(payload, tags.ToImmutableHashSet())
    {
    }

    public Tagged(object payload, IImmutableSet<string> tags)
    {
        Payload = payload;
        Tags = tags;
    }

    public object Payload { get; }

    public IImmutableSet<string> Tags { get; }
}
