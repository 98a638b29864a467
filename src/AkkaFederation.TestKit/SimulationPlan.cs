using System.Globalization;
using AkkaFederation.Settings;

namespace AkkaFederation.TestKit;

/// <summary>One run of a simulation: everything that its outcome depends on.</summary>
public sealed record SimulationPlan
{
    /// <summary>Scenario without faults.</summary>
    public const string Steady = "steady";

    /// <summary>Scenario with faults of every kind.</summary>
    public const string Rough = "rough";

    /// <summary>Scenario in which leaders crash.</summary>
    public const string LeaderKills = "leader-kills";

    /// <summary>Scenario in which links lose messages and machines crash: is every crash known, and nobody else held for gone?</summary>
    public const string Lossy = "lossy";

    /// <summary>Scenario in which the CPU of one node stalls for 20 s of each minute: is any healthy one held for gone because of it?</summary>
    public const string Stall = "stall";

    /// <summary>Scenario with faults of every kind and clients of the key-value store: is what they saw linearisable?</summary>
    public const string Kv = "kv";

    /// <summary>The scenarios.</summary>
    public static IReadOnlyList<string> Scenarios { get; } = [Steady, Rough, LeaderKills, Lossy, Stall, Kv];

    /// <summary>What everything random comes from.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Complete nodes.</summary>
    public int Nodes { get; init; } = 5;

    /// <summary>How many of them vote; 0 for all, up to 5.</summary>
    public int Voters { get; init; }

    /// <summary>Whether the others join the log as learners.</summary>
    public bool Join { get; init; }

    /// <summary>Simulated seconds with load and faults; a quiet time follows, in which everything must come right.</summary>
    public int Seconds { get; init; } = 60;

    /// <summary>Which faults there are.</summary>
    public string Scenario { get; init; } = Steady;

    /// <summary>Share of the messages between rooms that are lost in <see cref="Lossy"/> and <see cref="Stall"/>, 0 to 1.</summary>
    public double Loss { get; init; } = 0.05;

    /// <summary>Proposals a second, of all clients together.</summary>
    public int Rate { get; init; } = 50;

    /// <summary>What the machines sign with.</summary>
    public SimulatedSignatureKind Signatures { get; init; }

    /// <summary>What keeps the nodes' events.</summary>
    public JournalKind Journal { get; init; }

    /// <summary>A bug that the checkers must find.</summary>
    public PlantedBug Plant { get; init; }

    /// <summary>The command that does the same again.</summary>
    public string ReplayCommand => string.Create(
        CultureInfo.InvariantCulture,
        $"fed sim --seed {Seed} --nodes {Nodes}{(Voters > 0 ? $" --voters {Voters}" : "")}{(Join ? " --join" : "")} --seconds {Seconds} --scenario {Scenario} --rate {Rate}{(Scenario is Lossy or Stall ? " --loss " + Loss.ToString(CultureInfo.InvariantCulture) : "")}{(Journal == JournalKind.Wal ? " --journal wal" : "")}{(Signatures == SimulatedSignatureKind.Real ? " --signatures real" : "")}{(Plant != PlantedBug.None ? " --plant " + PlantedRules.NameOf(Plant) : "")}");
}
