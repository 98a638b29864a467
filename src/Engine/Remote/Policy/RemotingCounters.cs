using Akka.Actor;

namespace AkkaFederation.Engine.Remote;

/// <summary>What a system's remoting has done and refused since it started: a snapshot.</summary>
public sealed record RemotingCounters
{
    /// <summary>Connections, and frames on authenticated connections, that were refused: reason code to count.</summary>
    public required IReadOnlyDictionary<string, long> Refused { get; init; }

    public long MessagesSent { get; init; }

    public long MessagesReceived { get; init; }

    public long BytesSent { get; init; }

    public long BytesReceived { get; init; }

    /// <summary>Writes to connections; each carries one or more frames, and adds TLS's 22 bytes for each 16 KiB begun.</summary>
    public long Writes { get; init; }

    /// <summary>Newest messages dropped because a peer's queue was full.</summary>
    public long DroppedByOverflow { get; init; }

    /// <summary>Messages given up after they were queued: peer unreachable, connection lost while they were written, not serializable,
    /// too long, or remoting closed.</summary>
    public long DroppedUndeliverable { get; init; }

    public long ConnectionsAccepted { get; init; }

    public long ConnectionsDialled { get; init; }

    /// <summary>How often <paramref name="reason"/> was counted; zero if never.</summary>
    public long RefusedFor(string reason) => Refused.GetValueOrDefault(reason);

    /// <summary>Counters of a system with remoting; all zero for a system without.</summary>
    public static RemotingCounters Get(ActorSystem system) =>
        ((ExtendedActorSystem)system).Provider is Akka.Remote.RemoteActorRefProvider remote
            ? remote.Counters.Snapshot()
            : new RemotingCounters { Refused = new Dictionary<string, long>() };
}
