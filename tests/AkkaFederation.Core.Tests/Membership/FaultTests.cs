using AkkaFederation.Membership;

namespace AkkaFederation.Core.Tests.Membership;

public sealed class FaultTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_killed_node_is_degraded_then_unreachable_then_evicted_after_its_ttl_and_comes_back_by_joining()
    {
        var network = VirtualNetwork.Formed(3, seed: 1);
        network.RunFor(5 * Second);
        var (watcher, dead) = (network.Nodes[0], network.Nodes[2]);
        var lastSeen = watcher.Core.Snapshot().Find(dead.Id)!.LastSeen;
        network.Kill(dead);
        network.RunFor(320 * Second);
        network.Start(2, [0]);
        network.RunUntil(network.AllHealthy, 3 * Second);
        var changes = watcher.Events.Where(e => e.Event.Peer == dead.Id).Select(e => (e.Event.To, e.Event.Cause));
        Assert.Equal(
            [
                (PeerStatus.Healthy, StatusCause.Registered),
                (PeerStatus.Degraded, StatusCause.ProbeFailed),
                (PeerStatus.Unreachable, StatusCause.ProbesFailed),
                (PeerStatus.Evicted, StatusCause.Expired),
                (PeerStatus.Healthy, StatusCause.Rejoined),
            ],
            changes);
        var evictedAt = watcher.Events.Single(e => e.Event.To == PeerStatus.Evicted).At;
        Assert.InRange(evictedAt - lastSeen, 300 * Second, 307 * Second);
    }

    [Theory]
    [InlineData(256)]
    [InlineData(2)]
    public void A_partition_heals_by_itself_however_many_messages_a_table_takes_M10(int digestsPerMessage)
    {
        var network = VirtualNetwork.Formed(6, seed: 2, TestOptions.Lan with { DigestsPerMessage = digestsPerMessage });
        network.Passes = static (a, b, _) => IsLeft(a) == IsLeft(b);
        network.RunUntil(() => network.Nodes.All(a => network.Nodes.All(b => IsLeft(a) == IsLeft(b) || a.StatusOf(b) == PeerStatus.Unreachable)), 20 * Second);
        network.Start(6, [0]);
        network.Start(7, [5]);
        network.RunFor(60 * Second);
        network.Passes = static (_, _, _) => true;
        network.RunUntil(network.AllHealthy, 20 * Second);
        AssertTablesAgree(network);
    }

    [Fact]
    public void A_partition_that_outlasts_the_ttl_heals_too_M7_M8()
    {
        var network = VirtualNetwork.Formed(4, seed: 3);
        network.Passes = static (a, b, _) => (a.Index < 2) == (b.Index < 2);
        network.RunFor(400 * Second);
        Assert.Equal(PeerStatus.Evicted, network.Nodes[0].StatusOf(network.Nodes[3]));
        network.Passes = static (_, _, _) => true;
        network.RunUntil(network.AllHealthy, 60 * Second);
    }

    [Fact]
    public void After_a_partition_that_outlasts_the_ttl_the_gone_are_still_asked_now_and_then()
    {
        // No seed is ever contacted again, so nothing but the low-rate probes can bring the halves together.
        var network = VirtualNetwork.Formed(4, seed: 3, TestOptions.Lan with { SeedIdleFactor = 1_000_000 });
        network.Passes = static (a, b, _) => (a.Index < 2) == (b.Index < 2);
        network.RunFor(400 * Second);
        network.Passes = static (_, _, _) => true;
        network.RunUntil(network.AllHealthy, 120 * Second);
    }

    [Fact]
    public void Both_sides_of_a_healed_partition_tell_each_other_at_once_whom_they_met_meanwhile()
    {
        var network = VirtualNetwork.Formed(4, seed: 9, TestOptions.Lan with { SyncInterval = TimeSpan.FromDays(1), SeedIdleFactor = 1_000_000 });
        network.Passes = static (a, b, _) => (a.Index is 0 or 1 or 4) == (b.Index is 0 or 1 or 4);
        network.RunFor(20 * Second);
        var met = network.Start(4, [0]);
        network.RunFor(60 * Second);
        network.Passes = (a, b, _) => a != met && b != met;
        network.RunUntil(() => network.Nodes.TakeLast(3).Take(2).All(n => n.Core.Snapshot().Find(met.Id) is not null), 20 * Second);
    }

    [Fact]
    public void A_suspect_is_told_of_it_with_every_probe()
    {
        var network = VirtualNetwork.Formed(2, seed: 10);
        var (watcher, silent) = (network.Nodes[0], network.Nodes[1]);
        network.RunFor(5 * Second);
        var told = new List<bool>();
        network.Passes = (from, to, message) =>
        {
            if (from == watcher && message is Ping && watcher.StatusOf(silent) == PeerStatus.Unreachable)
                told.Add(message.Gossip.Any(g => g.Assertion is { Kind: AssertionKind.Suspect } a && a.Subject == silent.Id));
            return false;
        };
        network.RunFor(60 * Second);
        Assert.InRange(told.Count, 8, 14);
        Assert.All(told, Assert.True);
    }

    [Fact]
    public void One_node_that_loses_nearly_everything_gets_no_healthy_peer_removed_M1()
    {
        var network = VirtualNetwork.Formed(9, seed: 4);
        var lossy = network.Nodes[4];
        var random = new Random(4);
        network.Passes = (from, to, _) => (from != lossy && to != lossy) || random.NextDouble() < 0.3;
        network.RunFor(300 * Second);
        Assert.DoesNotContain(
            network.Nodes.Where(n => n != lossy).SelectMany(n => n.Events),
            e => e.Event.Peer != lossy.Id && e.Event.To is PeerStatus.Unreachable or PeerStatus.Evicted);
        network.Passes = static (_, _, _) => true;
        network.RunUntil(network.AllHealthy, 30 * Second);
    }

    [Fact]
    public void Five_percent_loss_makes_no_living_peer_unreachable()
    {
        var network = VirtualNetwork.Formed(12, seed: 5);
        network.Loss = 0.05;
        network.RunFor(1_800 * Second);
        Assert.DoesNotContain(network.Nodes.SelectMany(n => n.Events), e => e.Event.To is PeerStatus.Unreachable or PeerStatus.Evicted);
    }

    [Fact]
    public void A_graceful_leave_is_known_at_once_and_nobody_probes_who_left()
    {
        var network = VirtualNetwork.Formed(12, seed: 6);
        network.RunFor(10 * Second);
        var leaver = network.Nodes[5];
        leaver.Do(LeaveFederation.Instance);
        network.Kill(leaver);
        network.RunUntil(() => network.Nodes.All(n => n == leaver || n.StatusOf(leaver) == PeerStatus.Evicted), TimeSpan.FromMilliseconds(100));
        Assert.All(network.Nodes.Where(n => n != leaver), n => Assert.Equal(StatusCause.Left, n.Events[^1].Event.Cause));
        network.RunFor(60 * Second);
        network.Start(5, [0]);
        network.RunUntil(network.AllHealthy, 3 * Second);
    }

    [Fact]
    public void A_joiner_that_reaches_us_and_cannot_be_reached_is_not_held_for_living_M13()
    {
        var network = VirtualNetwork.Formed(3, seed: 11);
        network.Passes = static (_, to, _) => to.Index != 5;
        var joiner = network.Start(5, [0]);
        network.RunFor(30 * Second);
        Assert.Equal(PeerStatus.Unreachable, network.Nodes[0].StatusOf(joiner));
        Assert.Single(network.Nodes[0].Events, e => e.Event.Peer == joiner.Id && e.Event.To == PeerStatus.Unreachable);
        network.Passes = static (_, _, _) => true;
        network.RunUntil(network.AllHealthy, 10 * Second);
    }

    [Fact]
    public void A_node_that_was_paused_blames_nobody_for_its_own_silence()
    {
        var network = VirtualNetwork.Formed(5, seed: 7);
        network.RunFor(10 * Second);
        var paused = network.Nodes[1];
        paused.PausedUntil = network.Now + (60 * Second);
        network.RunFor(90 * Second);
        Assert.DoesNotContain(paused.Events, e => e.Event.To is PeerStatus.Degraded or PeerStatus.Unreachable);
        Assert.True(paused.Core.Counters.Stalls > 0);
        network.RunUntil(network.AllHealthy, 30 * Second);
    }

    [Fact]
    public void A_slow_peer_is_degraded_and_not_dead_and_recovers_with_hysteresis()
    {
        var network = VirtualNetwork.Formed(3, seed: 8);
        network.RunFor(10 * Second);
        var (a, b) = (network.Nodes[0], network.Nodes[1]);
        network.Latency = (from, to) => TimeSpan.FromMilliseconds((from == a && to == b) || (from == b && to == a) ? 350 : 1);
        network.Passes = static (_, _, message) => message is not (PingRequest or IndirectAck);
        network.RunFor(60 * Second);
        Assert.Equal(PeerStatus.Degraded, a.StatusOf(b));
        Assert.Equal(StatusCause.Slow, a.Events[^1].Event.Cause);
        network.Latency = (_, _) => TimeSpan.FromMilliseconds(220);
        network.RunFor(60 * Second);
        Assert.Equal(PeerStatus.Degraded, a.StatusOf(b));
        network.Latency = (_, _) => TimeSpan.FromMilliseconds(1);
        network.RunUntil(network.AllHealthy, 60 * Second);
        Assert.Contains(a.Events, e => e.Event.Peer == b.Id && e.Event.Cause == StatusCause.LatencyRecovered);
        Assert.DoesNotContain(network.Nodes.SelectMany(n => n.Events), e => e.Event.To == PeerStatus.Unreachable);
    }

    private static bool IsLeft(VirtualNode node) => node.Index is 0 or 1 or 2 or 6;

    private static void AssertTablesAgree(VirtualNetwork network)
    {
        network.RunFor(70 * Second);
        var first = network.Nodes[0].Core.Table.Canonical();
        Assert.All(network.Nodes, n => Assert.Equal(first, n.Core.Table.Canonical()));
    }
}
