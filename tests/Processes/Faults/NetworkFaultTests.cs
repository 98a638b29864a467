using System.Diagnostics;
using System.Text.Json;
using AkkaFederation.Node.Cli;

namespace Processes.Faults;

/// <summary>
/// Real processes on a real network that loses packets, loses them in one direction, falls apart, and heals (RELIABILITY M3,
/// M5, M13): what every node declares about every other one, and what becomes of the log.
/// </summary>
public sealed class NetworkFaultTests(FaultyLan lan) : IClassFixture<FaultyLan>
{
    // Bounds for a busy machine; on a quiet one each of these takes a fraction of it.
    private static readonly TimeSpan Known = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Healed = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Commit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan NoCommit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Rain = TimeSpan.FromSeconds(20);

    private LanNode[] Nodes => lan.Nodes;

    private LanNode Last => lan.Nodes[^1];

    [NamespaceFact(FaultyLan.Needs)]
    public async Task Five_percent_of_loss_everywhere_makes_nobody_unreachable_and_commits_go_on()
    {
        await lan.WholeAsync(Healed);
        var marks = Marks();
        foreach (var node in Nodes) await lan.Hosts.LoseAsync(node.Name, 5);
        var began = Stopwatch.GetTimestamp();
        var commits = 0;
        while (Stopwatch.GetElapsedTime(began) < Rain)
        {
            Assert.NotEqual(0UL, await lan.Witness.ProposeAsync(Commit, lan.Voters.Select(v => v.Address)));
            commits++;
        }

        Assert.InRange(commits, 3, int.MaxValue);
        AssertNobodyDoubts(Nodes, marks);
        await lan.WholeAsync(Healed);
    }

    [NamespaceFact(FaultyLan.Needs)]
    public Task M13_a_node_that_hears_and_is_not_heard_is_known_as_gone_and_makes_no_healthy_pair_doubt() => OneWayAsync(sends: true);

    [NamespaceFact(FaultyLan.Needs)]
    public Task M13_a_node_that_is_heard_and_does_not_hear_is_known_as_gone_and_makes_no_healthy_pair_doubt() => OneWayAsync(sends: false);

    [NamespaceFact(FaultyLan.Needs)]
    public async Task A_partition_is_known_on_both_sides_the_majority_commits_alone_and_it_heals_by_itself()
    {
        await lan.WholeAsync(Healed);
        LanNode[] many = [Nodes[0], Nodes[1], Nodes[3]];
        LanNode[] few = [Nodes[2], Nodes[4]];

        // A client that reaches one side alone: one that hears of the leader goes to it wherever it is.
        await using var inside = lan.WitnessOn(few[0]);
        Assert.NotEqual(0UL, await inside.ProposeAsync(Commit, few[0].Address));
        var marks = Marks();
        await lan.Hosts.PartitionAsync([.. few.Select(n => n.Name)], [.. many.Select(n => n.Name)]);
        await Task.WhenAll([.. many.Select(n => n.SeesAsync(LanNode.Unreachable, few, Known)), .. few.Select(n => n.SeesAsync(LanNode.Unreachable, many, Known))]);
        AssertNobodyDoubts(many, marks);
        AssertNobodyDoubts(few, marks);

        var alone = inside.ProposeAsync(NoCommit, few[0].Address);
        Assert.NotEqual(0UL, await lan.Witness.ProposeAsync(Commit, Nodes[0].Address, Nodes[1].Address));
        Assert.Equal(0UL, await alone);

        await lan.WholeAsync(Healed);
        await lan.AssertLogsAgreeAsync(Commit);
    }

    [NamespaceFact(FaultyLan.Needs)]
    public async Task A_machine_that_falls_silent_is_known_by_all_and_why_tells_what_led_there()
    {
        await lan.WholeAsync(Healed);
        var others = Nodes[..^1];
        var marks = Marks();
        await lan.Hosts.LoseAsync(Last.Name, 100);
        await Task.WhenAll(others.Select(n => n.SeesAsync(LanNode.Unreachable, [Last], Known)));
        AssertNobodyDoubts(others, marks);

        var peers = await AskAsync(Nodes[0], "peers");
        Assert.Equal(Nodes[0].Did, peers.GetProperty("node").GetString());
        Assert.Equal(
            Nodes[1..].ToDictionary(n => n.Did, n => n == Last),
            peers.GetProperty("peers").EnumerateArray().ToDictionary(p => p.GetProperty("did").GetString()!, p => p.GetProperty("status").GetString() == LanNode.Unreachable));
        var why = await AskAsync(Nodes[0], "why", Last.Did);
        Assert.Equal(LanNode.Unreachable, why.GetProperty("peer").GetProperty("status").GetString());
        Assert.NotEmpty(why.GetProperty("reason").GetString()!);
        Assert.NotEmpty(why.GetProperty("chain").EnumerateArray());

        await lan.WholeAsync(Healed);
    }

    [NamespaceFact(FaultyLan.Needs)]
    public async Task M5_the_first_seed_restarts_and_rejoins_the_others_and_their_log()
    {
        await lan.WholeAsync(Healed);
        var seed = Nodes[0];
        var marks = Marks();
        await seed.KillAsync();
        await Task.WhenAll(Nodes[1..].Select(n => n.SeesAsync(LanNode.Unreachable, [seed], Known)));
        seed.Start();
        await seed.ReadyAsync();
        await lan.WholeAsync(Healed);
        AssertNobodyDoubts(Nodes[1..], marks);
        await lan.AssertLogsAgreeAsync(Commit);
    }

    [NamespaceFact(FaultyLan.Needs)]
    public async Task M3_all_are_killed_at_once_and_start_again_as_one_federation_with_its_log()
    {
        await lan.WholeAsync(Healed);
        var before = await lan.Witness.ProposeAsync(Commit, lan.Voters.Select(v => v.Address));
        await Task.WhenAll(Nodes.Select(n => n.KillAsync()));
        foreach (var node in Nodes) node.Start();
        await Task.WhenAll(Nodes.Select(n => n.ReadyAsync()));
        await lan.WholeAsync(Healed);
        Assert.True(await lan.Witness.ProposeAsync(Commit, lan.Voters.Select(v => v.Address)) > before);
        await lan.AssertLogsAgreeAsync(Commit);
    }

    private async Task OneWayAsync(bool sends)
    {
        await lan.WholeAsync(Healed);
        var others = Nodes[..^1];
        var marks = Marks();
        await lan.Hosts.LoseAsync(Last.Name, 100, sends: sends, receives: !sends);
        await Task.WhenAll(others.Select(n => n.SeesAsync(LanNode.Unreachable, [Last], Known)));
        Assert.NotEqual(0UL, await lan.Witness.ProposeAsync(Commit, lan.Voters.Select(v => v.Address)));
        await lan.WholeAsync(Healed);
        AssertNobodyDoubts(others, marks);
    }

    private Dictionary<LanNode, int> Marks() => Nodes.ToDictionary(n => n, n => n.Mark);

    private static void AssertNobodyDoubts(LanNode[] healthy, Dictionary<LanNode, int> marks) =>
        Assert.Empty(healthy.SelectMany(n => n.DeclaredSince(marks[n], LanNode.Unreachable, healthy)));

    private async Task<JsonElement> AskAsync(LanNode node, string verb, params string[] arguments)
    {
        var end = await FedProcess.RunInAsync(lan.Hosts, NetworkNamespaces.Hub, [verb, .. arguments, "--config", node.Config, "--json"]);
        Assert.True(end.Code == ExitCode.Ok, end.Error);
        return JsonDocument.Parse(end.Output).RootElement;
    }
}
