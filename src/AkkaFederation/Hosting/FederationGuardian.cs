using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using AkkaFederation.Membership;

namespace AkkaFederation.Hosting;

/// <summary>
/// <c>/user/federation</c>: makes the rooms, makes a failed one anew after a wait, and ends the node's participation when
/// a room says that it must not go on. A room that fails loses its state, so it is stopped and made anew, never resumed.
/// </summary>
internal sealed class FederationGuardian : ReceiveActor, IWithTimers
{
    private readonly ImmutableArray<FederationRooms.Room> _rooms;
    private readonly FederationRuntime _runtime;
    private readonly FederationState _state;
    private readonly Dictionary<string, RoomBackoff> _backoffs = [];
    private readonly SortedSet<string> _notReady;
    private readonly ILoggingAdapter _log = Context.GetLogger();

    public FederationGuardian(FederationRuntime runtime, ImmutableArray<FederationRooms.Room> rooms, FederationState state)
    {
        _runtime = runtime;
        _rooms = rooms;
        _state = state;
        _notReady = new SortedSet<string>(rooms.Select(r => r.Name), StringComparer.Ordinal);
        Receive<Start>(start => Create(start.Room));
        Receive<RoomMessage.Ready>(_ => Ready(Sender.Path.Name));
        Receive<RoomMessage.Ended>(ended => End(Sender.Path.Name, ended.Error));
        Receive<MembershipSnapshot>(snapshot => _state.Membership = snapshot);
        Receive<Terminated>(gone => Stopped(gone.ActorRef.Path.Name));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(FederationRuntime runtime, ImmutableArray<FederationRooms.Room> rooms, FederationState state) =>
        Akka.Actor.Props.Create(() => new FederationGuardian(runtime, rooms, state));

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(MembershipSnapshot));
        foreach (var room in _rooms) Create(room);
        if (_rooms.IsEmpty) _state.Ready();
    }

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(Decide);

    private Directive Decide(Exception cause)
    {
        var room = Sender.Path.Name;
        if (Ending(cause) is { } error)
        {
            End(room, error);
            return Directive.Stop;
        }

        _log.Error(cause, "Room {0} failed; it is made anew.", room);
        return Directive.Stop;
    }

    // A room may also throw its end, or fail to be constructed because of it.
    private static FederationStartException? Ending(Exception? cause)
    {
        for (; cause is not null; cause = cause.InnerException)
        {
            if (cause is FederationStartException error) return error;
        }

        return null;
    }

    private void Create(FederationRooms.Room room)
    {
        if (_state.Error is not null) return;
        Context.Watch(Context.ActorOf(room.Props(_runtime), room.Name));
        Backoff(room.Name).Started(Now);
    }

    private void Ready(string room)
    {
        if (!_notReady.Remove(room)) return;
        _log.Info("Room {0} serves.", room);
        if (_notReady.Count == 0 && _state.Error is null) _state.Ready();
    }

    private void Stopped(string name)
    {
        if (_state.Error is not null) return;
        var wait = Backoff(name).Failed(Now);
        _log.Warning("Room {0} stopped; it starts again in {1} ms.", name, (long)wait.TotalMilliseconds);
        Timers.StartSingleTimer(name, new Start(_rooms.First(r => r.Name == name)), wait);
    }

    // Participation ends as a whole: a node that gossips that it is alive and cannot vote would only mislead.
    private void End(string room, FederationStartException error)
    {
        if (!_state.End(error)) return;
        _log.Error("Room {0} ends this node's participation: {1}", room, error.Message);
        Timers.CancelAll();
        foreach (var child in Context.GetChildren()) Context.Stop(child);
    }

    private TimeSpan Now => Context.System.Scheduler.MonotonicClock;

    private RoomBackoff Backoff(string room)
    {
        if (_backoffs.TryGetValue(room, out var backoff)) return backoff;
        return _backoffs[room] = new RoomBackoff();
    }

    private sealed record Start(FederationRooms.Room Room);
}
