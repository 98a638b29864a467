using Akka.Actor;
using Akka.Persistence;
using Engine.Conformance.Persistence;
using Xunit.Abstractions;

namespace Engine.Tests.Persistence;

/// <summary>
/// Random commands that persist in every way, nest, defer and fail, against what any interleaving must keep:
/// 1. every command is handled once, in the order sent;
/// 2. handlers run in the order of their events;
/// 3. no command is handled between a Persist and its handler;
/// 4. exactly the events that were persisted are recovered, numbered from 1 without a gap.
/// A failure names its seed.
/// </summary>
public sealed class EventsourcedModelTests(ITestOutputHelper output) : PersistenceSpec(output)
{
    private const int Commands = 80;

    [Theory]
    [InlineData("akka.persistence.journal.sql")]
    [InlineData("akka.persistence.journal.wal")]
    [InlineData("akka.persistence.journal.inmem")]
    public void Random_commands_keep_the_order_and_lose_nothing(string journal)
    {
        for (int seed = 1; seed <= 8; seed++)
        {
            // A journal in memory takes one request at a time and drops what waits for it at a restart; so no failures there.
            var history = new History(seed, mayFail: !journal.EndsWith("inmem", StringComparison.Ordinal));
            string id = $"model-{journal}-{seed}";
            IActorRef actor = Sys.ActorOf(Props.Create(() => new Subject(id, journal, history, TestActor)));
            for (int i = 0; i < Commands; i++)
                actor.Tell(i);
            actor.Tell("end");
            ExpectMsg("ended", TimeSpan.FromSeconds(30));
            Stop(actor);
            Start(id, (a, _) => a.Report(string.Join(' ', a.State)), a => a.JournalPlugin = journal).Tell("state");
            string recovered = ExpectMsg<string>();
            history.Check(recovered);
        }
    }

    /// <summary>What happened, written by one incarnation after the other on their own turns.</summary>
    private sealed class History(int seed, bool mayFail)
    {
        private readonly List<string> _requested = [];
        private readonly List<int> _handled = [];
        private readonly List<string> _violations = [];
        private int _open;
        private int _lastHandler = -1;

        public Random Random { get; } = new(seed);

        public bool MayFail => mayFail;

        /// <summary>From the last command on nothing new is begun: its handler is the last of all.</summary>
        public bool Ending { get; set; }

        public string Request(bool stashing)
        {
            string name = "e" + _requested.Count;
            _requested.Add(name);
            _open += stashing ? 1 : 0;
            return name;
        }

        public void Incarnated()
        {
            _open = 0;
            _lastHandler = -1;
        }

        public void Command(int number)
        {
            if (_open > 0)
                _violations.Add($"command {number} while {_open} persists were open");
            _handled.Add(number);
        }

        public void Handler(string name, bool stashing)
        {
            int number = int.Parse(name[1..], null);
            if (number <= _lastHandler)
                _violations.Add($"handler of {name} after that of e{_lastHandler}");
            _lastHandler = number;
            _open -= stashing ? 1 : 0;
        }

        public void Check(string recovered)
        {
            Assert.True(_violations.Count == 0, $"seed {seed}: {string.Join("; ", _violations)}");
            Assert.True(_handled.SequenceEqual(Enumerable.Range(0, Commands)), $"seed {seed}: handled {string.Join(' ', _handled)}");
            Assert.True(recovered == string.Join(' ', _requested), $"seed {seed}: persisted {string.Join(' ', _requested)} but recovered {recovered}");
        }
    }

    private sealed class Subject : UntypedPersistentActor
    {
        private readonly History _history;
        private readonly IActorRef _probe;

        public Subject(string id, string journal, History history, IActorRef probe)
        {
            PersistenceId = id;
            JournalPluginId = journal;
            _history = history;
            _probe = probe;
            history.Incarnated();
        }

        public override string PersistenceId { get; }

        protected override void OnRecover(object message)
        {
        }

        protected override void OnCommand(object message)
        {
            if (message is "end")
            {
                _history.Ending = true;
                PersistAsync(_history.Request(stashing: false), _ => _probe.Tell("ended"));
                return;
            }

            _history.Command((int)message);
            Act(depth: 0);
        }

        private void Act(int depth)
        {
            int steps = _history.Random.Next(depth == 0 ? 4 : 2);
            for (int i = 0; i < steps; i++)
            {
                switch (_history.Random.Next(_history.MayFail ? 8 : 7))
                {
                    case 0 or 1:
                        Persist(_history.Request(stashing: true), e => Handled(e, true, depth));
                        break;
                    case 2 or 3:
                        PersistAsync(_history.Request(stashing: false), e => Handled(e, false, depth));
                        break;
                    case 4:
                        PersistAll([_history.Request(true), _history.Request(true)], e => Handled(e, true, depth));
                        break;
                    case 5:
                        PersistAllAsync([_history.Request(false), _history.Request(false), _history.Request(false)], e => Handled(e, false, depth));
                        break;
                    case 6:
                        DeferAsync("deferred", _ => { });
                        break;
                    default:
                        if (_history.Random.Next(4) == 0)
                            throw new InvalidOperationException("planned");
                        break;
                }
            }
        }

        private void Handled(string name, bool stashing, int depth)
        {
            _history.Handler(name, stashing);
            if (depth < 2 && !_history.Ending)
                Act(depth + 1);
        }
    }
}
