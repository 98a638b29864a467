using Akka.Actor;
using AkkaFederation.Hosting;
using AkkaFederation.Settings;

namespace AkkaFederation.TestKit;

/// <summary>What a simulated world is made of.</summary>
public sealed record SimulatedWorldOptions
{
    /// <summary>Complete nodes, 0 (for a world of your own actor systems alone) to 128.</summary>
    public int Nodes { get; init; } = 5;

    /// <summary>How many of them vote, the first ones; 0 for all, up to 5.</summary>
    public int Voters { get; init; }

    /// <summary>Whether the others ask to become learners, which receive the log; if not they take no part in it.</summary>
    public bool Join { get; init; }

    /// <summary>Shortest delay of a message.</summary>
    public TimeSpan Latency { get; init; } = TimeSpan.FromMicroseconds(300);

    /// <summary>What comes on top at most.</summary>
    public TimeSpan Jitter { get; init; } = TimeSpan.FromMicroseconds(400);

    /// <summary>How likely a write that was under way at a crash is on the disk though nobody was told.</summary>
    public double LandsAtCrash { get; init; }

    /// <summary>How likely only the first of the writes that land at a crash do: each of them whole, none after the tear.</summary>
    public double TearsAtCrash { get; init; }

    /// <summary>What every link does to single messages, at first and after <see cref="SimulatedWorld.Heal"/>.</summary>
    public MessageFaults Faults { get; init; } = MessageFaults.None;

    /// <summary>
    /// Actors whose messages to each other (and to those beneath them) the faults of a link strike. By default the rooms of
    /// the federation, which are built for it; what clients send to them goes by connections that lose nothing.
    /// </summary>
    public IReadOnlyList<string> DatagramRooms { get; init; } =
        ["/user/federation/membership", "/user/federation/gossip", "/user/federation/broadcaster", "/user/federation/consensus"];

    /// <summary>What the machines sign with.</summary>
    public SimulatedSignatureKind Signatures { get; init; }

    /// <summary>
    /// What keeps the nodes' events: a store that only keeps what a SQL database would (<see cref="JournalKind.Sqlite"/>), or
    /// the product's write-ahead journal on simulated files, whose sectors a crash tears (<see cref="JournalKind.Wal"/>).
    /// </summary>
    public JournalKind Journal { get; init; }

    /// <summary>Whether the nodes have the key-value store (docs/key-value.md), which takes time to apply every entry.</summary>
    public bool KeyValue { get; init; }

    /// <summary>Makes the state machine of every voter, as <see cref="FederationOptions.StateMachine"/> does; none unless given.</summary>
    public Func<ActorSystem, IStateMachine>? StateMachine { get; init; }

    /// <summary>Further settings of every node, as they stand in its file under <c>federation</c>.</summary>
    internal string MoreSettings { get; init; } = "";

    /// <summary>A bug that the checkers must find.</summary>
    public PlantedBug Plant { get; init; }
}

/// <summary>What the machines of a world sign with.</summary>
public enum SimulatedSignatureKind
{
    /// <summary>A keyed hash: quick, the same in every run, unforgeable for those who do not try.</summary>
    Simulated,

    /// <summary>ECDSA over P-256, with keys that come from the seed. The trace leaves the bytes of signatures out.</summary>
    Real,
}

/// <summary>Bugs that can be planted, to see that the checkers find them.</summary>
public enum PlantedBug
{
    /// <summary>None.</summary>
    None,

    /// <summary>A voter that restarts has forgotten for whom it voted.</summary>
    ForgetVote,

    /// <summary>A leader answers reads without asking whether it still leads (E9).</summary>
    StaleRead,

    /// <summary>A proposal that is sent again stands in the log again (E20).</summary>
    ApplyTwice,

    /// <summary>A leader takes for committed what only its own disk holds (E15).</summary>
    CommitEarly,
}
