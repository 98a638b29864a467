using AkkaFederation.Broadcast;
using AkkaFederation.TestKit;

namespace AkkaFederation.Simulation.Tests.Broadcast;

/// <summary>Twelve complete nodes, which is enough for a tree: whoever lives gets every broadcast once, whatever happens.</summary>
public sealed class BroadcastWorldTests
{
    private const int Count = 12;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);
    private readonly BroadcastWorld _it = new(31, Count);

    [Fact]
    public void In_calm_every_node_delivers_each_once_and_the_tree_brings_no_payload_twice()
    {
        _it.StartAll();
        _it.AssertOnceEach(_it.Nodes, PublishRound("warm-up"), Soon);
        var before = _it.Nodes.Sum(n => _it.Statistics(n).Duplicates);
        var texts = PublishRound("steady");
        _it.AssertOnceEach(_it.Nodes, texts, Soon);
        var duplicates = _it.Nodes.Sum(n => _it.Statistics(n).Duplicates) - before;
        Assert.InRange((double)duplicates / (texts.Count * (Count - 1)), 0, 0.15);
        Assert.All(_it.DeliveriesAt(_it.Nodes[0]), d => Assert.Equal(BroadcastMode.Tree, d.Mode));
        Assert.Empty(_it.World.Violations);
    }

    [Fact]
    public void Messages_that_are_lost_doubled_and_held_up_lose_and_double_no_broadcast()
    {
        _it.StartAll();
        _it.Expose(loss: 0.05);
        var texts = new List<string>();
        for (var round = 0; round < 5; round++)
        {
            texts.AddRange(PublishRound($"round {round}"));
            _it.World.Run(TimeSpan.FromMilliseconds(300));
        }

        _it.AssertOnceEach(_it.Nodes, texts, Soon);
        Assert.True(_it.Nodes.Sum(n => _it.Statistics(n).Grafts) > 0, "nothing was repaired, so this shows nothing");
    }

    [Fact]
    public void Nodes_that_die_in_the_middle_of_a_broadcast_keep_it_from_nobody_else()
    {
        _it.StartAll();
        _it.AssertOnceEach(_it.Nodes, PublishRound("warm-up"), Soon);
        var victims = _it.Nodes.Skip(4).Take(3).ToArray();
        _it.Publish(_it.Nodes[0], "in the middle");
        _it.World.Run(TimeSpan.FromMicroseconds(900));
        Assert.Contains(_it.Nodes, n => !_it.HasAll(n, ["in the middle"]));
        foreach (var victim in victims) victim.Crash();
        var living = _it.Nodes.Except(victims).ToArray();
        _it.AssertOnceEach(living, ["in the middle"], Soon);
        _it.AssertOnceEach(living, PublishRound("after", living), Soon);
    }

    [Fact]
    public void The_origin_may_die_as_soon_as_one_neighbour_has_it()
    {
        _it.StartAll();
        _it.Publish(_it.Nodes[0], "last words");
        for (var i = 0; i < 100 && !_it.Nodes.Skip(1).Any(n => _it.HasAll(n, ["last words"])); i++) _it.World.Run(TimeSpan.FromMicroseconds(100));
        Assert.Contains(_it.Nodes.Skip(1), n => _it.HasAll(n, ["last words"]));
        Assert.Contains(_it.Nodes.Skip(1), n => !_it.HasAll(n, ["last words"]));
        _it.Nodes[0].Crash();
        _it.AssertOnceEach(_it.Nodes.Skip(1), ["last words"], Soon);
    }

    [Fact]
    public void A_node_that_joins_in_the_middle_gets_what_is_under_way_and_what_follows()
    {
        foreach (var node in _it.Nodes.SkipLast(1)) _it.Start(node);
        _it.AwaitAllSeen();
        var texts = PublishRound("before it came", [.. _it.Nodes.SkipLast(1)]);
        _it.World.Run(TimeSpan.FromMilliseconds(1));
        _it.Start(_it.Nodes[^1]);
        texts = [.. texts, .. PublishRound("while it came", [.. _it.Nodes.SkipLast(1)])];
        _it.AssertOnceEach(_it.Nodes, texts, Soon);
    }

    [Fact]
    public void A_node_that_was_cut_off_gets_what_was_said_meanwhile_and_is_heard()
    {
        _it.StartAll();
        _it.World.Partition(_it.Nodes[3], _it.Nodes[7]);
        _it.World.Run(TimeSpan.FromSeconds(8));
        var texts = PublishRound("meanwhile");
        _it.World.Run(TimeSpan.FromSeconds(2));
        Assert.False(_it.HasAll(_it.Nodes[3], texts));
        _it.World.Heal();
        _it.AssertOnceEach(_it.Nodes, texts, TimeSpan.FromSeconds(25));
    }

    [Fact]
    public void A_node_that_crashed_and_came_back_takes_part_again_and_publishes_in_a_new_epoch()
    {
        _it.StartAll();
        _it.AssertOnceEach(_it.Nodes, PublishRound("first life"), Soon);
        _it.Nodes[5].Crash();
        _it.World.Run(TimeSpan.FromSeconds(3));
        _it.Start(_it.Nodes[5]);
        _it.AwaitAllSeen();
        _it.AssertOnceEach(_it.Nodes, PublishRound("second life"), Soon);
    }

    [Fact]
    public void A_slow_node_delays_nobody()
    {
        _it.StartAll();
        _it.AssertOnceEach(_it.Nodes, PublishRound("warm-up"), Soon);
        var slow = _it.Nodes[6];
        _it.World.Slow(slow, TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(100));
        foreach (var node in _it.Nodes) _it.World.Network.Link(node.Name, slow.Name).Latency = TimeSpan.FromSeconds(1);
        var start = _it.World.Now;
        var texts = PublishRound("quick", [.. _it.Nodes.Where(n => n != slow)]);
        _it.AssertOnceEach(_it.Nodes, texts, TimeSpan.FromSeconds(20));
        foreach (var node in _it.Nodes.Where(n => n != slow))
            Assert.All(_it.DeliveriesAt(node).Where(d => texts.Contains(d.Text)), d => Assert.InRange((d.At - start).TotalSeconds, 0, 0.9));
    }

    [Fact]
    public void A_flood_takes_the_shortest_way()
    {
        _it.StartAll();
        _it.Publish(_it.Nodes[0], "critical", new PublishOptions { Critical = true });
        _it.AssertOnceEach(_it.Nodes, ["critical"], Soon);
        Assert.All(_it.Nodes, n => Assert.Equal(BroadcastMode.Flood, Assert.Single(_it.DeliveriesAt(n)).Mode));
        Assert.All(_it.Nodes, n => Assert.InRange(_it.DeliveriesAt(n)[0].Hops, 0, 3));
    }

    private List<string> PublishRound(string name, IReadOnlyList<SimulatedNode>? by = null)
    {
        var texts = new List<string>();
        foreach (var node in by ?? _it.Nodes)
        {
            texts.Add($"{name}: {node.Name}");
            _it.Publish(node, texts[^1]);
            _it.World.Run(TimeSpan.FromMilliseconds(20));
        }

        return texts;
    }
}
