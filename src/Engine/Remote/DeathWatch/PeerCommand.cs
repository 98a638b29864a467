namespace AkkaFederation.Engine.Remote;

/// <summary>What remoting says to the remoting of a peer. Paths are those of the wire: no address, uid if known.</summary>
internal abstract record PeerCommand
{
    /// <summary>Serializer id under which commands travel; no user's serializer can have it on the wire.</summary>
    public const int SerializerId = int.MinValue;
}

/// <summary>Tell the watcher when the watchee, an actor of yours, has stopped.</summary>
internal sealed record WatchCommand(string Watchee, string Watcher) : PeerCommand;

internal sealed record UnwatchCommand(string Watchee, string Watcher) : PeerCommand;

/// <summary>An actor of mine that yours watches has stopped, or never was.</summary>
internal sealed record DeathCommand(string Watchee, string Watcher, bool Existed) : PeerCommand;

internal sealed record HeartbeatCommand : PeerCommand
{
    public static HeartbeatCommand Instance { get; } = new();
}

/// <summary>Answer to a heartbeat; says which incarnation of the system answers.</summary>
internal sealed record HeartbeatAnswer(long Uid) : PeerCommand;

/// <summary>A command that must arrive: repeated until acknowledged, handled once, in order.</summary>
internal sealed record NumberedCommand(long Stream, long Number, PeerCommand Command) : PeerCommand;

/// <summary>All commands of a stream up to this number were handled.</summary>
internal sealed record Acknowledgement(long Stream, long Number) : PeerCommand;
