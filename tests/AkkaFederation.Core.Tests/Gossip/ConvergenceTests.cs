using AkkaFederation.Gossip;
using FsCheck;
using FsCheck.Fluent;

namespace AkkaFederation.Core.Tests.Gossip;

/// <summary>Whatever is lost, doubled, delayed or cut, whoever crashes: once the network is whole, all have the same, each update once.</summary>
public sealed class ConvergenceTests
{
    private const int Nodes = 5;

    [Fact]
    public void Any_interleaving_duplication_and_loss_followed_by_anti_entropy_converges() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(60),
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), ArbMap.Default.ArbFor<byte[]>(), Run));

    [Fact]
    public void It_converges_with_a_log_so_short_that_it_is_always_truncated() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(30),
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), ArbMap.Default.ArbFor<byte[]>(), (seed, steps) => Run(seed, steps, new GossipOptions { LogUpdates = 3 })));

    private static void Run(int seed, byte[] steps) => Run(seed, steps, new GossipOptions());

    private static void Run(int seed, byte[] steps, GossipOptions options)
    {
        var network = GossipNetwork.Of(Nodes, seed, options);
        network.Loss = 0.3;
        network.Duplication = 0.3;
        network.Jitter = TimeSpan.FromMilliseconds(800);
        var published = new HashSet<GossipId>();
        foreach (var step in steps)
        {
            var node = network.Nodes[step % Nodes];
            switch (step / Nodes % 8)
            {
                case 0: Restart(network, node); break;
                case 1: network.Passes = (from, to) => from == node == (to == node); break;
                case 2: network.Passes = static (_, _) => true; break;
                case 3: network.Passes = (from, _) => from != node; break;
                case 4: network.RunFor(TimeSpan.FromMilliseconds(step * 5)); break;
                default: published.Add(node.Publish($"kind{step % 3}")); break;
            }
        }

        network.Passes = static (_, _) => true;
        (network.Loss, network.Duplication) = (0, 0);
        Assert.True(network.RunUntil(network.Converged, TimeSpan.FromMinutes(10)), $"seed {seed}: not the same everywhere");
        network.RunFor(TimeSpan.FromMinutes(2));
        Assert.True(network.Converged());
        foreach (var node in network.Nodes)
        {
            Assert.Equal(node.Delivered.Count, node.Delivered.Select(u => u.Id).Distinct().Count());
            Assert.All(node.Delivered, u => Assert.Contains(u.Id, published));
        }

        if (options.LogUpdates < steps.Length) AssertNewestEverywhere(network);
        else AssertAllEverywhere(network, published);
    }

    private static void Restart(GossipNetwork network, GossipNode node)
    {
        // Another life in another millisecond, and the others have heard what it said: a crash takes what nobody has.
        network.RunFor(TimeSpan.FromMilliseconds(2));
        node.Begin();
        network.Meet();
    }

    private static void AssertAllEverywhere(GossipNetwork network, HashSet<GossipId> published)
    {
        var known = network.Nodes.SelectMany(n => n.Core.Log.Origins).SelectMany(o => o.Streams).SelectMany(s => s.Kept.Values).Select(u => u.Id).ToHashSet();
        Assert.All(published.Where(p => network.Nodes.Single(n => n.Id == p.Origin).LastPublished.Epoch == p.Epoch && Survived(network, p)), p => Assert.Contains(p, known));
        foreach (var node in network.Nodes)
        {
            var has = node.Core.Log.Origins.SelectMany(o => o.Streams).SelectMany(s => s.Kept.Keys.Select(k => new GossipId(default, s.Epoch, k))).Count();
            Assert.Equal(known.Count, has);
            Assert.Equal(known.Count, node.Delivered.Count + known.Count(k => k.Origin == node.Id && !node.Delivered.Exists(d => d.Id == k)));
        }
    }

    private static bool Survived(GossipNetwork network, GossipId id) =>
        network.Nodes.Single(n => n.Id == id.Origin).Core.Log.Find(id.Origin)?.Find(id.Epoch) is not null;

    private static void AssertNewestEverywhere(GossipNetwork network)
    {
        string Newest(GossipNode node) => string.Join(' ', node.Core.Log.Origins.Select(o => string.Join(
            ',', o.Streams.SelectMany(s => s.Kept.Values).GroupBy(u => u.Update.Kind).OrderBy(g => g.Key).Select(g => g.Max(u => u.Id)))));
        Assert.Single(network.Nodes.Select(Newest).Distinct());
    }
}
