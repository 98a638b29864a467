using AkkaFederation.Membership;

namespace AkkaFederation.Core.Tests.Membership;

/// <summary>What we rely on of Dadgar, Phillips, Currey: "Lifeguard" (DSN 2018), one test for each claim.</summary>
public sealed class LifeguardTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Section_IV_A_a_node_that_misses_the_reports_of_living_helpers_doubts_itself_and_probes_more_slowly()
    {
        var network = VirtualNetwork.Formed(8, seed: 1);
        network.RunFor(20 * Second);
        var (deaf, random, score) = (network.Nodes[3], new Random(1), 0);
        network.Passes = (_, to, message) =>
        {
            score = Math.Max(score, deaf.Core.LocalHealthScore);
            return to != deaf || (message is not (Ack or IndirectAck or Nack)) || random.NextDouble() < 0.2;
        };
        var pings = Pings(network, deaf);
        network.RunFor(60 * Second);
        Assert.InRange(score, 3, 8);
        var slow = pings().Count;
        network.Passes = static (_, _, _) => true;
        network.RunUntil(() => deaf.Core.LocalHealthScore == 0, 200 * Second);
        Assert.True(slow < 150, $"{slow} pings within 60 s, with seven peers in doubt all the time");
    }

    [Fact]
    public void When_most_of_a_federation_dies_at_once_the_rest_does_not_doubt_itself_and_knows_it_in_time()
    {
        var network = VirtualNetwork.Formed(9, seed: 6);
        network.RunFor(20 * Second);
        var dead = network.Nodes.Skip(3).ToList();
        dead.ForEach(network.Kill);
        network.RunUntil(() => dead.TrueForAll(d => network.AllKnow(d, PeerStatus.Unreachable)), 15 * Second);
        Assert.All(network.Nodes.Take(3), n => Assert.Equal(0, n.Core.LocalHealthScore));
    }

    [Fact]
    public void Section_IV_A_helpers_that_report_back_spare_the_prober_the_blame()
    {
        var network = VirtualNetwork.Formed(8, seed: 2);
        network.RunFor(20 * Second);
        var dead = network.Nodes[5];
        var nacks = 0;
        var highest = 0;
        network.Passes = (_, _, message) =>
        {
            if (message is Nack) nacks++;
            highest = Math.Max(highest, network.Nodes.Where(n => n != dead).Max(n => n.Core.LocalHealthScore));
            return true;
        };
        network.Kill(dead);
        network.RunUntil(() => network.AllKnow(dead, PeerStatus.Unreachable), 10 * Second);
        Assert.True(nacks >= 3, $"{nacks} reports");
        Assert.Equal(0, highest);
    }

    [Fact]
    public void Section_IV_A_having_to_refute_is_a_sign_of_bad_health_and_answers_are_signs_of_good_health()
    {
        var network = VirtualNetwork.Formed(5, seed: 3);
        network.RunFor(20 * Second);
        var suspect = network.Nodes[2];
        suspect.Do(new Received(TestKeys.Did(1), VirtualNetwork.EndpointOf(1), new News { Gossip = [new GossipItem(TestAssertions.Signed(AssertionKind.Suspect, 2, 1, suspect.Core.Incarnation))] }));
        Assert.Equal(1, suspect.Core.LocalHealthScore);
        network.RunUntil(() => suspect.Core.LocalHealthScore == 0, 5 * Second);
    }

    [Fact]
    public void Section_IV_A_the_score_has_a_ceiling()
    {
        var health = new LocalHealth(8);
        for (var i = 0; i < 20; i++) health.Note(3);
        Assert.Equal((8, 9), (health.Score, health.Multiplier));
        for (var i = 0; i < 20; i++) health.Note(-1);
        Assert.Equal((0, 1), (health.Score, health.Multiplier));
    }

    [Theory]
    [InlineData(1, 4.0)]
    [InlineData(2, 2.5)]
    [InlineData(3, 1.6226)]
    [InlineData(4, 1.0)]
    [InlineData(60, 1.0)]
    public void Section_IV_B_the_suspicion_time_out_shrinks_logarithmically_with_independent_confirmations(int observers, double seconds) =>
        Assert.Equal(seconds, SuspicionTimeouts.For(observers, 64, TestOptions.Lan).TotalSeconds, 4);

    [Theory]
    [InlineData(10, 1.0)]
    [InlineData(100, 1.0)]
    [InlineData(1_000, 2.0)]
    [InlineData(10_000, 3.0)]
    public void Section_IV_B_the_shortest_time_out_grows_with_the_logarithm_of_the_members(int members, double seconds) =>
        Assert.Equal(seconds, SuspicionTimeouts.For(10, members, TestOptions.Lan).TotalSeconds, 4);

    [Fact]
    public void Section_IV_B_more_observers_condemn_sooner()
    {
        var few = Condemned(observers: 3);
        var many = Condemned(observers: 4);
        Assert.InRange(few.TotalSeconds, 1.6, 1.7);
        Assert.InRange(many.TotalSeconds, 1.0, 1.1);
    }

    [Fact]
    public void Section_IV_C_the_suspect_is_told_with_the_next_ping_and_refutes_before_gossip_could_tell_it()
    {
        var network = VirtualNetwork.Formed(8, seed: 5);
        network.RunFor(20 * Second);
        var (prober, suspect) = (network.Nodes[0], network.Nodes[6]);
        var first = true;
        network.Passes = (from, to, message) =>
        {
            // Nobody gossips to the suspect; the first probe of it is lost with all its helpers' probes.
            if (to == suspect && message is News) return false;
            if (to == suspect && message is Ping && first) return false;
            if (message.Gossip.Any(g => g.Assertion is { Kind: AssertionKind.Suspect } s && s.Subject == suspect.Id)) first = false;
            return true;
        };
        network.RunUntil(() => suspect.Core.Counters.Refutations > 0, 30 * Second);
        network.RunFor(5 * Second);
        Assert.All(network.Nodes.Where(n => n != suspect), n => Assert.Equal(PeerStatus.Healthy, n.StatusOf(suspect)));
        Assert.DoesNotContain(prober.Events, e => e.Event.Peer == suspect.Id && e.Event.To == PeerStatus.Unreachable);
    }

    // One core, whose peers only suspect: its own probes find nothing because nobody answers it at all.
    private static TimeSpan Condemned(int observers)
    {
        var network = VirtualNetwork.Formed(9, seed: 4, TestOptions.Lan with { FailedProbes = 100, MaxLocalHealthScore = 0 });
        network.RunFor(20 * Second);
        var (judge, victim) = (network.Nodes[0], network.Nodes[8]);
        network.Passes = static (_, _, _) => false;
        var at = network.Now;
        for (var i = 1; i <= observers; i++)
        {
            var suspicion = TestAssertions.Signed(AssertionKind.Suspect, 8, i, victim.Core.Incarnation);
            judge.Do(new Received(TestKeys.Did(i), VirtualNetwork.EndpointOf(i), new News { Gossip = [new GossipItem(suspicion)] }));
        }

        network.RunUntil(() => judge.StatusOf(victim) == PeerStatus.Unreachable, 10 * Second);
        Assert.Equal(StatusCause.SuspicionConfirmed, judge.Events[^1].Event.Cause);
        return network.Now - at;
    }

    private static Func<List<TimeSpan>> Pings(VirtualNetwork network, VirtualNode of)
    {
        var pings = new List<TimeSpan>();
        var inner = network.Passes;
        network.Passes = (from, to, message) =>
        {
            if (from == of && message is Ping) pings.Add(network.Now);
            return inner(from, to, message);
        };
        return () => pings;
    }
}
