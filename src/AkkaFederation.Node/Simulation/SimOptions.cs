using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using AkkaFederation.Node.Cli;
using AkkaFederation.Settings;
using AkkaFederation.TestKit;

namespace AkkaFederation.Node.Simulation;

/// <summary>What <c>fed sim</c> and <c>fed sim campaign</c> are told alike, and the plan that comes of it.</summary>
internal sealed class SimOptions
{
    private const string Real = "real";
    private const int MostNodes = 63;
    private const int LongestSeconds = 1_000_000;
    private const int MostProposals = 10_000;
    private readonly Option<int> _nodes = CommonOptions.Number("--nodes", "Complete nodes.", 5, 1, MostNodes);
    private readonly Option<int> _voters = CommonOptions.Number("--voters", "How many of them vote; 0 for all, up to 5.", 0, 0, MostNodes);
    private readonly Option<bool> _join = new("--join") { Description = "The nodes that do not vote join the log as learners." };
    private readonly Option<int> _seconds = CommonOptions.Number("--seconds", "Simulated seconds of load; faults are followed by 25 quiet ones.", 60, 1, LongestSeconds);
    private readonly Option<int> _rate = CommonOptions.Number("--rate", "Proposals a second.", 50, 0, MostProposals);
    private readonly Option<string> _scenario;
    private readonly Option<double> _loss = Share("--loss", "Share of the messages between nodes that is lost, in lossy and stall.", 0.05);
    private readonly Option<string> _signatures = OneOf("--signatures", "What nodes sign with: simulated (a keyed hash) or real (ECDSA, left out of the trace; slower).", ["simulated", Real]);
    private readonly Option<JournalKind[]> _journal;
    private readonly Option<string> _plant = OneOf("--plant", "A bug that the checkers must find: forget-vote (voters forget their vote when they restart), stale-read (leaders answer reads unasked), apply-twice (a retried proposal stands in the log again), commit-early (a leader's own disk is a majority).", [.. Enum.GetValues<PlantedBug>().Select(PlantedRules.NameOf)]);

    /// <param name="scenario">The scenario if none is named.</param>
    /// <param name="journals">The journals if none is named; of several, seeds have one after the other.</param>
    public SimOptions(string scenario, params JournalKind[] journals)
    {
        _journal = CommonOptions.Journals();
        _journal.Description = "What keeps the nodes' events: sqlite (a store that keeps what a database would), wal (the write-ahead journal on simulated files), or both, from seed to seed.";
        _journal.DefaultValueFactory = _ => journals.Length > 0 ? journals : [JournalKind.Sqlite];
        _scenario = OneOf(
        "--scenario", "What goes wrong: steady, rough, leader-kills, lossy (links lose messages, machines crash) stall (one CPU stalls 20 s of each minute) or kv (rough, with clients of the key-value store whose histories must be linearisable).", [scenario, .. SimulationPlan.Scenarios.Where(s => s != scenario)]);
    }

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _nodes, _voters, _join, _seconds, _rate, _scenario, _loss, _signatures, _journal, _plant }) command.Add(option);
    }

    /// <summary>The plan of each seed; they differ in nothing but the seed and, where there are several, the journal.</summary>
    /// <exception cref="FedException">More voters than nodes.</exception>
    public Func<ulong, SimulationPlan> Read(ParseResult parsed)
    {
        var journals = parsed.GetRequiredValue(_journal);
        var plan = new SimulationPlan
        {
            Nodes = parsed.GetValue(_nodes),
            Voters = parsed.GetValue(_voters),
            Join = parsed.GetValue(_join),
            Seconds = parsed.GetValue(_seconds),
            Rate = parsed.GetValue(_rate),
            Scenario = parsed.GetRequiredValue(_scenario),
            Loss = parsed.GetRequiredValue(_loss),
            Signatures = parsed.GetRequiredValue(_signatures) == Real ? SimulatedSignatureKind.Real : SimulatedSignatureKind.Simulated,
            Plant = Enum.GetValues<PlantedBug>().First(bug => PlantedRules.NameOf(bug) == parsed.GetRequiredValue(_plant)),
        };
        if (plan.Voters > plan.Nodes) throw new FedException(ExitCode.BadInput, $"--voters {plan.Voters} is more than --nodes {plan.Nodes}.");
        return seed => plan with { Seed = seed, Journal = journals[(int)(seed % (ulong)journals.Length)] };
    }

    private static Option<double> Share(string name, string description, double usual) => new(name)
    {
        Description = description,
        HelpName = "X",
        DefaultValueFactory = _ => usual,
        CustomParser = result =>
        {
            var given = result.Tokens[^1].Value;
            if (double.TryParse(given, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var share) && share is >= 0 and < 1) return share;
            result.AddError($"{name} takes a share from 0 to below 1, not '{given}'.");
            return usual;
        },
    };

    // The first value is the usual one.
    private static Option<string> OneOf(string name, string description, IReadOnlyList<string> values) => new(name)
    {
        Description = description,
        HelpName = "NAME",
        DefaultValueFactory = _ => values[0],
        CustomParser = result =>
        {
            var given = result.Tokens[^1].Value;
            if (!values.Contains(given)) result.AddError($"{name} takes {string.Join(", ", values)}, not '{given}'.");
            return given;
        },
    };
}

/// <summary>Seeds from one to another, both of them among them.</summary>
internal readonly record struct SeedRange(ulong First, ulong Last)
{
    private const ulong Most = 1_000_000;

    public int Count => (int)(Last - First + 1);

    public static Option<ulong> Seed() => new("--seed")
    {
        Description = "Everything random comes from it: the same seed does the same again.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
        CustomParser = result =>
        {
            if (!TryNumber(result.Tokens[^1].Value, out var value))
                result.AddError($"--seed takes a number from 0 to {ulong.MaxValue}, not '{result.Tokens[^1].Value}'.");
            return value;
        },
    };

    public static Option<SeedRange> Seeds() => new("--seeds")
    {
        Description = "The seeds to run, such as 1-100, or a single one.",
        HelpName = "A-B",
        DefaultValueFactory = _ => new SeedRange(1, 10_000),
        CustomParser = Parse,
    };

    private static SeedRange Parse(ArgumentResult result)
    {
        var given = result.Tokens[^1].Value;
        var ends = given.Split('-');
        if (ends.Length > 2 || !TryNumber(ends[0], out var first) || !TryNumber(ends[^1], out var last))
            result.AddError($"--seeds takes a seed or a range such as 1-100, not '{given}'.");
        else if (last < first) result.AddError($"--seeds {given} ends before it begins.");
        else if (last - first >= Most) result.AddError($"--seeds takes at most {Most} seeds, and {given} are more.");
        else return new SeedRange(first, last);
        return default;
    }

    private static bool TryNumber(string text, out ulong value) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
