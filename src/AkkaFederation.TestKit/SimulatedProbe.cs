using Akka.Actor;

namespace AkkaFederation.TestKit;

/// <summary>
/// An actor that keeps what it gets. What is expected of it lets simulated time pass until it is there, so that a test needs
/// neither sleeps nor guesses; no time of the wall passes with it.
/// </summary>
public sealed class SimulatedProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private readonly SimulatedWorld _world;
    private readonly SimulatedMachine _machine;
    private readonly string _name;
    private readonly List<object> _received = [];
    private readonly List<IActorRef> _senders = [];
    private int _taken;

    internal SimulatedProbe(SimulatedWorld world, SimulatedMachine machine, string name)
    {
        (_world, _machine, _name) = (world, machine, name);
        Ref = machine.Do(system => system.ActorOf(Props.Create(() => new Keeper(this)), name));
    }

    /// <summary>The actor, as its own machine sees it.</summary>
    public IActorRef Ref { get; }

    /// <summary>All that it got, taken or not.</summary>
    public IReadOnlyList<object> Received => _received;

    /// <summary>Who sent what was taken last; nobody before anything was.</summary>
    public IActorRef LastSender { get; private set; } = ActorRefs.Nobody;

    /// <summary>Sends as this actor.</summary>
    public void Send(IActorRef target, object message) => _machine.Do(_ => target.Tell(message, Ref));

    /// <summary>Answers who sent what was taken last.</summary>
    public void Reply(object message) => Send(LastSender, message);

    /// <summary>Watches an actor: its death is a message, <see cref="Terminated"/>.</summary>
    public void Watch(IActorRef target) => _machine.Do(_ => Ref.Tell(new Keeper.Begin(target)));

    /// <summary>Takes the next message, which must be of this type.</summary>
    /// <param name="atMost">How much simulated time may pass before it is there; 3 s if none is given.</param>
    /// <exception cref="SimulationAssertionException">None came in time, or one of another type.</exception>
    public T ExpectMsg<T>(TimeSpan? atMost = null)
    {
        var span = atMost ?? Patience;
        if (!_world.RunUntil(() => _received.Count > _taken, span)) throw Failed($"expected {typeof(T).Name} within {span.TotalSeconds} s and got nothing");
        LastSender = _senders[_taken];
        return _received[_taken++] is T message ? message : throw Failed($"expected {typeof(T).Name} and got {_received[_taken - 1]}");
    }

    /// <summary>Takes the next message, which must be equal to this one.</summary>
    /// <inheritdoc cref="ExpectMsg{T}(TimeSpan?)"/>
    public T ExpectMsg<T>(T wanted, TimeSpan? atMost = null)
    {
        var message = ExpectMsg<T>(atMost);
        return EqualityComparer<T>.Default.Equals(message, wanted) ? message : throw Failed($"expected {wanted} and got {message}");
    }

    /// <summary>Lets time pass, in which nothing may come.</summary>
    /// <exception cref="SimulationAssertionException">Something came, or something was there that had not been taken.</exception>
    public void ExpectNoMsg(TimeSpan span)
    {
        if (_world.RunUntil(() => _received.Count > _taken, span)) throw Failed($"expected nothing for {span.TotalSeconds} s and got {_received[_taken]}");
    }

    private SimulationAssertionException Failed(string what) => new($"{_machine.Name}/{_name} {what} (seed {_world.Seed}, {_world.Now.TotalSeconds} s)");

    private sealed class Keeper : UntypedActor
    {
        private readonly SimulatedProbe _probe;

        public Keeper(SimulatedProbe probe) => _probe = probe;

        protected override void OnReceive(object message)
        {
            if (message is Begin begin)
            {
                Context.Watch(begin.Target);
                return;
            }

            _probe._received.Add(message);
            _probe._senders.Add(Sender);
        }

        public sealed record Begin(IActorRef Target);
    }
}

/// <summary>What was expected of a simulated world did not come about. Its text names the seed.</summary>
public sealed class SimulationAssertionException(string message) : Exception(message);
