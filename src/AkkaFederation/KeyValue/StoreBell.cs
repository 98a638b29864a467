using Akka.Actor;

namespace AkkaFederation.KeyValue;

/// <summary>
/// Tells the key-value room of a node that its store has changed: one message for all that happens until the room looks. Rung
/// by the store's actor, answered by the room's.
/// </summary>
internal sealed class StoreBell : IExtension
{
    private IActorRef? _listener;
    private int _rung;
    private ulong _nextDeadline;
    private ulong _logTime;

    /// <summary>Log time at which the next lease runs out; 0: there is no lease.</summary>
    public ulong NextDeadline => Volatile.Read(ref _nextDeadline);

    /// <summary>Time of the newest command.</summary>
    public ulong LogTime => Volatile.Read(ref _logTime);

    public static StoreBell Of(ActorSystem system) => system.WithExtension<StoreBell, Provider>();

    /// <summary>Who is told from now on; told once at first.</summary>
    public void Listen(IActorRef listener)
    {
        Volatile.Write(ref _listener, listener);
        Volatile.Write(ref _rung, 1);
        listener.Tell(Rung.Instance);
    }

    /// <summary>Before the room looks, so that what changes while it looks is told again.</summary>
    public void Answer() => Volatile.Write(ref _rung, 0);

    /// <summary>Notes how the leases stand, and rings if the room has to look.</summary>
    public void Ring(ulong logTime, ulong nextDeadline, bool changed)
    {
        var former = NextDeadline;
        Volatile.Write(ref _logTime, logTime);
        Volatile.Write(ref _nextDeadline, nextDeadline);
        var sooner = nextDeadline != 0 && (former == 0 || nextDeadline < former);
        if ((changed || sooner) && Volatile.Read(ref _listener) is { } listener && Interlocked.Exchange(ref _rung, 1) == 0) listener.Tell(Rung.Instance);
    }

    /// <summary>The store has changed since the room looked.</summary>
    public sealed record Rung
    {
        public static readonly Rung Instance = new();
    }

    /// <summary>Makes the extension; actor systems ask for it.</summary>
    public sealed class Provider : ExtensionIdProvider<StoreBell>
    {
        public override StoreBell CreateExtension(ExtendedActorSystem system) => new();
    }
}
