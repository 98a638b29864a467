using AkkaFederation.Settings;
using AkkaFederation.TestKit;
using AkkaFederation.TestKit.Linearizability;

namespace AkkaFederation.Simulation.Tests.KeyValue;

/// <summary>Histories of the key-value store under every fault, held against the independent checker.</summary>
public sealed class KeyValueScenarioTests
{
    public static TheoryData<ulong> Seeds { get; } = [.. Enumerable.Range(1, 12).Select(s => (ulong)s)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void E9_what_clients_see_under_every_fault_is_linearisable(ulong seed)
    {
        var journal = seed % 2 == 0 ? JournalKind.Sqlite : JournalKind.Wal;
        var plan = new SimulationPlan { Seed = seed, Seconds = 20, Rate = 5, Scenario = SimulationPlan.Kv, Journal = journal };
        var report = SimulationRun.Execute(plan);
        Assert.True(report.Violations.Count == 0, $"{string.Join('\n', report.Violations)}\nreplay: {plan.ReplayCommand}");
        Assert.True(report.KeyValueOperations > 100, $"{report.KeyValueOperations} operations");
        Assert.True(report.Faults.GetValueOrDefault("leader cut off from voters") > 0);
    }

    /// <summary>The planted bug is found by what clients saw, whatever other checkers say before.</summary>
    [Theory]
    [InlineData(PlantedBug.StaleRead)]
    [InlineData(PlantedBug.CommitEarly)]
    public void A_planted_bug_shows_in_the_histories_of_clients(PlantedBug bug)
    {
        var found = new List<string>();
        for (var seed = 1UL; seed <= 10 && found.Count == 0; seed++)
        {
            var report = Histories.Run(seed, bug, TimeSpan.FromSeconds(20));
            if (report.Verdict == LinearizabilityVerdict.Violated) found.Add(report.ToString());
        }

        Assert.True(found.Count > 0, $"no history of ten shows {bug}");
    }

    /// <summary>What a replica answers on its own is old now and then: the checker sees it, and so would see a store that did it.</summary>
    [Fact]
    public void Reads_without_a_read_index_show_in_the_histories_of_clients() =>
        Assert.Contains(Enumerable.Range(1, 10), seed => Histories.Run((ulong)seed, PlantedBug.None, TimeSpan.FromSeconds(20), staleReads: true).Verdict == LinearizabilityVerdict.Violated);

    /// <summary>The log would hold it twice, which another checker finds; the sessions keep it from being applied twice.</summary>
    [Fact]
    public void E20_a_proposal_that_stands_twice_in_the_log_is_found_and_is_applied_once()
    {
        var report = SimulationRun.Execute(new SimulationPlan { Seed = 1, Seconds = 20, Rate = 0, Scenario = SimulationPlan.Kv, Plant = PlantedBug.ApplyTwice });
        Assert.Contains(report.Violations, v => v.Rule == "exactly once");
        Assert.DoesNotContain(report.Violations, v => v.Rule == "linearisability");
    }

    [Fact]
    public void Without_a_bug_the_same_histories_are_linearisable()
    {
        for (var seed = 1UL; seed <= 3; seed++)
        {
            var report = Histories.Run(seed, PlantedBug.None, TimeSpan.FromSeconds(20));
            Assert.True(report.Verdict == LinearizabilityVerdict.Linearizable, $"seed {seed}: {report}");
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_events()
    {
        var plan = new SimulationPlan { Seed = 5, Seconds = 8, Rate = 5, Scenario = SimulationPlan.Kv };
        Assert.Equal(SimulationRun.Execute(plan).TraceHash, SimulationRun.Execute(plan).TraceHash);
    }
}
