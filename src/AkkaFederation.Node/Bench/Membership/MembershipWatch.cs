using System.Diagnostics;
using Akka.Actor;
using AkkaFederation.Identity;
using AkkaFederation.Membership;

namespace AkkaFederation.Node.Bench.Membership;

/// <summary>
/// When each living node learnt what about each peer, by this process's one clock: the actors of the nodes tell it of
/// every transition as it is published. Thread-safe.
/// </summary>
internal sealed class MembershipWatch
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Did, Dictionary<int, Sight>> _sights = [];
    private readonly HashSet<Did> _dead = [];
    private readonly HashSet<int> _deadNodes = [];
    private Question? _question;

    /// <summary>Falsely declared UNREACHABLE or EVICTED since <see cref="BeginToCount"/>: pairs of a living observer and a living peer.</summary>
    public int FalseAlarms { get; private set; }

    /// <summary>Tells the watch of every transition on a node; <paramref name="listens"/> completes once it misses none.</summary>
    public static Props Observer(MembershipWatch watch, int node, TaskCompletionSource listens) =>
        Akka.Actor.Props.Create(() => new ObserverActor(watch, node, listens));

    /// <summary>Forgets the false alarms of the time in which all nodes start at once on the processors of one machine.</summary>
    public void BeginToCount()
    {
        lock (_lock) FalseAlarms = 0;
    }

    /// <summary>From now on this node's opinion does not count, and others are right to call it gone.</summary>
    public void Dead(int node, Did peer)
    {
        lock (_lock)
        {
            _deadNodes.Add(node);
            _dead.Add(peer);
        }
    }

    /// <summary>
    /// The times, since <paramref name="started"/>, at which each of <paramref name="observers"/> came to hold
    /// <paramref name="peer"/> for living, or for gone; null where that took longer than <paramref name="limit"/>.
    /// </summary>
    public async Task<Latencies?> WaitAsync(Did peer, IReadOnlyCollection<int> observers, bool living, long started, TimeSpan limit, CancellationToken stop)
    {
        Question question;
        lock (_lock)
        {
            question = new Question(peer, observers, living);
            _question = question;
            Settle(question);
        }

        var inTime = await Task.WhenAny(question.Answered.Task, Task.Delay(limit, stop)) == question.Answered.Task;
        stop.ThrowIfCancellationRequested();
        lock (_lock)
        {
            _question = null;
            if (!inTime) return null;
            var times = new Latencies();
            foreach (var observer in observers)
                times.Add(Stopwatch.GetElapsedTime(started, _sights[peer][observer].At));
            return times;
        }
    }

    /// <summary>Those of the observers who do not hold <paramref name="peer"/> for living, or for gone, by name.</summary>
    public string Lacking(Did peer, IEnumerable<int> observers, bool living)
    {
        lock (_lock)
        {
            var seen = _sights.GetValueOrDefault(peer) ?? [];
            return string.Join(", ", observers.Where(o => !seen.TryGetValue(o, out var sight) || sight.Living != living).Select(o => $"node-{o + 1}"));
        }
    }

    private void Seen(int observer, PeerStatusChanged change)
    {
        var at = Stopwatch.GetTimestamp();
        var living = change.To is PeerStatus.Healthy or PeerStatus.Degraded;
        lock (_lock)
        {
            if (_deadNodes.Contains(observer)) return;
            if (!_sights.TryGetValue(change.Peer, out var seen)) _sights[change.Peer] = seen = [];

            // Healthy or degraded, unreachable or evicted: when it began is what counts.
            if (seen.TryGetValue(observer, out var before) && before.Living == living) return;
            seen[observer] = new Sight(living, at);
            if (!living && !_dead.Contains(change.Peer)) FalseAlarms++;
            if (_question is { } question && question.Peer == change.Peer) Settle(question);
        }
    }

    private void Settle(Question question)
    {
        if (!_sights.TryGetValue(question.Peer, out var seen)) return;
        if (question.Observers.All(o => seen.TryGetValue(o, out var sight) && sight.Living == question.Living)) question.Answered.TrySetResult();
    }

    private readonly record struct Sight(bool Living, long At);

    private sealed record Question(Did Peer, IReadOnlyCollection<int> Observers, bool Living)
    {
        public TaskCompletionSource Answered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class ObserverActor : ReceiveActor
    {
        private readonly TaskCompletionSource _listens;

        public ObserverActor(MembershipWatch watch, int node, TaskCompletionSource listens)
        {
            _listens = listens;
            Receive<PeerStatusChanged>(change => watch.Seen(node, change));
        }

        protected override void PreStart()
        {
            Context.System.EventStream.Subscribe(Self, typeof(PeerStatusChanged));
            _listens.TrySetResult();
        }
    }
}
