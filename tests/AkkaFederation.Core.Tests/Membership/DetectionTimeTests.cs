using AkkaFederation.Membership;
using Xunit.Abstractions;

namespace AkkaFederation.Core.Tests.Membership;

/// <summary>
/// How long a silent crash takes to be known by all, at 64 nodes with the times of profile <c>lan</c>: the first probe that
/// hits the dead one (mean 1 s), 2 s until it has failed, half a second until its helpers' own probes have failed too, the
/// shortest suspicion, one wave of news.
/// </summary>
public sealed class DetectionTimeTests(ITestOutputHelper output)
{
    private const int Nodes = 64;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_crash_is_known_by_all_of_64_nodes_within_5_s_at_the_median_and_9_s_at_worst()
    {
        var kills = LongRun.Is ? 200 : 40;
        var network = Formed(seed: 64);
        var random = new Random(7);
        var times = new List<double>();
        for (var kill = 0; kill < kills; kill++)
        {
            network.RunFor(Second * random.NextDouble());
            var dead = network.Nodes[random.Next(network.Nodes.Count)];
            network.Kill(dead);
            times.Add(network.RunUntil(() => network.AllKnow(dead, PeerStatus.Unreachable), 20 * Second).TotalSeconds);
            network.RunFor(3 * Second);
            Start(network, dead.Index);
            network.RunUntil(network.AllHealthy, 20 * Second);
            network.RunFor(10 * Second);
        }

        times.Sort();
        output.WriteLine($"{kills} kills: median {times[kills / 2]:0.00} s, 90 % {times[kills * 9 / 10]:0.00} s, worst {times[^1]:0.00} s");
        Assert.InRange(times[kills / 2], 0, 5);
        Assert.InRange(times[^1], 0, 9);
    }

    [Fact]
    public void A_join_is_seen_by_all_of_64_nodes_within_400_ms_at_the_median_M14()
    {
        var network = Formed(seed: 65);
        network.Loss = 0.01;
        var times = new List<double>();
        for (var i = 0; i < 20; i++)
        {
            network.RunFor(5 * Second);
            var joiner = Start(network, Nodes + i);
            times.Add(network.RunUntil(() => network.AllKnow(joiner, PeerStatus.Healthy), 5 * Second).TotalMilliseconds);
        }

        times.Sort();
        output.WriteLine($"20 joins: median {times[10]:0} ms, worst {times[^1]:0} ms");
        Assert.InRange(times[10], 0, 400);
        Assert.InRange(times[^1], 0, 1_000);
    }

    private static VirtualNetwork Formed(int seed)
    {
        var network = new VirtualNetwork(seed, identities: TestIdentities.Quick);
        for (var i = 0; i < Nodes; i++) Start(network, i);
        network.RunUntil(network.AllHealthy, 20 * Second);
        network.RunFor(70 * Second);
        return network;
    }

    private static VirtualNode Start(VirtualNetwork network, int index)
    {
        var node = network.Start(index, [index == 0 ? 1 : 0]);
        node.CheckEveryStep = false;
        return node;
    }
}
