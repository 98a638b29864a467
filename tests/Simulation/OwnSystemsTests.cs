using Akka.Actor;
using Akka.Persistence;
using AkkaFederation.TestKit;

namespace AkkaFederation.Simulation.Tests;

/// <summary>Actor systems of the user's own in a world. The first test is the example of docs/simulation.md.</summary>
public sealed class OwnSystemsTests
{
    [Fact]
    public void A_till_keeps_what_it_confirmed_and_a_buyer_hears_of_its_death()
    {
        // docs: example
        var world = new SimulatedWorld(seed: 7, new SimulatedWorldOptions { Nodes = 0 });
        var shop = world.AddSystem("shop", onStart: s => s.ActorOf(Props.Create(() => new Till()), "till"));
        var buyer = world.AddSystem("buyer");
        world.StartAll();

        var probe = buyer.AddProbe("probe");
        var till = buyer.RefTo(shop, "/user/till");
        var totals = probe.Received.OfType<int>();
        world.AddCheck("the total never shrinks", () => totals.SequenceEqual(totals.Order()) ? null : $"it went {string.Join(", ", totals)}");
        probe.Send(till, 30);
        probe.ExpectMsg(30);

        world.Partition(shop);
        probe.Send(till, 12);
        probe.ExpectNoMsg(TimeSpan.FromSeconds(1));
        world.Heal();
        probe.ExpectMsg(42, TimeSpan.FromSeconds(10));

        probe.Watch(till);
        shop.Crash();
        probe.ExpectMsg<Terminated>(TimeSpan.FromSeconds(30));
        shop.Start();
        world.Run(TimeSpan.FromSeconds(5));
        probe.Send(till, 0);
        probe.ExpectMsg(42, TimeSpan.FromSeconds(10));

        world.CheckAtRest();
        Assert.Empty(world.Violations);
        // docs: end
    }

    [Fact]
    public void The_same_seed_gives_the_same_hash_and_another_seed_another()
    {
        var hash = HashOf(7);
        Assert.Equal(hash, HashOf(7));
        Assert.NotEqual(hash, HashOf(8));
    }

    [Fact]
    public void Own_actors_live_beside_the_federation_in_each_life_of_a_node()
    {
        var world = new SimulatedWorld(9, new SimulatedWorldOptions { Nodes = 3 });
        var desk = world.AddSystem("desk");
        foreach (var node in world.Nodes) node.OnStart(s => s.ActorOf(Props.Create(() => new Watchman()), "watchman"));
        world.StartAll();
        var probe = desk.AddProbe("probe");
        Assert.True(world.RunUntil(() => world.Leader is not null, TimeSpan.FromSeconds(20)));
        var n1 = world.Nodes[0];
        AwaitReady();
        n1.Crash();
        world.Run(TimeSpan.FromSeconds(1));
        n1.Start();
        AwaitReady();

        void AwaitReady()
        {
            var watchman = desk.RefTo(n1, "/user/watchman");
            Assert.True(world.RunUntil(
                () =>
                {
                    probe.Send(watchman, "status");
                    return probe.Received.LastOrDefault() is "2 peers";
                },
                TimeSpan.FromSeconds(30)));
        }
    }

    [Fact]
    public void A_check_of_the_users_own_is_a_violation_once_and_so_is_what_it_throws()
    {
        var world = new SimulatedWorld(3, new SimulatedWorldOptions { Nodes = 0 });
        var system = world.AddSystem("one");
        system.Start();
        var told = 0;
        world.AddCheck("quiet", () => told > 2 ? $"{told} messages" : null);
        world.AddCheck("broken check", () => throw new FormatException("cannot say"), TimeSpan.FromSeconds(5));
        var probe = system.AddProbe("probe");
        for (var i = 0; i < 5; i++)
        {
            probe.Send(probe.Ref, i);
            probe.ExpectMsg(i);
            told++;
        }

        Assert.Equal(["quiet"], world.Violations.Select(v => v.Rule));
        world.Run(TimeSpan.FromSeconds(20));
        world.CheckAtRest();
        Assert.Equal(["quiet", "broken check"], world.Violations.Select(v => v.Rule));
        Assert.Contains("FormatException: cannot say", world.Violations[1].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_expected_and_does_not_come_is_an_error_that_names_the_seed()
    {
        var world = new SimulatedWorld(31, new SimulatedWorldOptions { Nodes = 0 });
        var system = world.AddSystem("one");
        system.Start();
        var probe = system.AddProbe("probe");
        Assert.Contains("seed 31", Assert.Throws<SimulationAssertionException>(() => probe.ExpectMsg<string>(TimeSpan.FromSeconds(1))).Message, StringComparison.Ordinal);
        probe.Send(probe.Ref, "one");
        Assert.Contains("expected Int32 and got one", Assert.Throws<SimulationAssertionException>(() => probe.ExpectMsg<int>()).Message, StringComparison.Ordinal);
        probe.Send(probe.Ref, "two");
        Assert.Contains("expected nothing", Assert.Throws<SimulationAssertionException>(() => probe.ExpectNoMsg(TimeSpan.FromSeconds(1))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_are_none_or_taken_and_machines_that_are_down_are_errors_that_say_so()
    {
        var world = new SimulatedWorld(1, new SimulatedWorldOptions { Nodes = 1 });
        Assert.Contains("'n1' already", Assert.Throws<ArgumentException>(() => world.AddSystem("n1")).Message, StringComparison.Ordinal);
        Assert.Contains("not 'a b'", Assert.Throws<ArgumentException>(() => world.AddSystem("a b")).Message, StringComparison.Ordinal);
        var down = world.AddSystem("down");
        Assert.Contains("down does not run", Assert.Throws<InvalidOperationException>(() => down.AddProbe("probe")).Message, StringComparison.Ordinal);
        Assert.Contains("not 2", Assert.Throws<ArgumentException>(() => world.Expose(new MessageFaults { Loss = 2 })).Message, StringComparison.Ordinal);
    }

    private static string HashOf(ulong seed)
    {
        var world = new SimulatedWorld(seed, new SimulatedWorldOptions { Nodes = 0 });
        var shop = world.AddSystem("shop", onStart: s => s.ActorOf(Props.Create(() => new Till()), "till"));
        var buyers = Enumerable.Range(1, 3).Select(i => world.AddSystem($"buyer-{i}")).ToList();
        world.StartAll();
        var probes = buyers.Select(b => (b.AddProbe("probe"), b.RefTo(shop, "/user/till"))).ToList();
        for (var i = 1; i <= 10; i++)
            foreach (var (probe, till) in probes) probe.Send(till, i);
        world.Run(TimeSpan.FromSeconds(5));
        foreach (var (probe, _) in probes) Assert.Equal(10, probe.Received.Count);
        return world.TraceHash;
    }

    // docs: actor
    private sealed class Till : UntypedPersistentActor
    {
        private int _total;

        public override string PersistenceId => "till";

        protected override void OnRecover(object message)
        {
            if (message is int amount) _total += amount;
        }

        protected override void OnCommand(object message)
        {
            var buyer = Sender;
            Persist((int)message, amount =>
            {
                _total += amount;
                buyer.Tell(_total);
            });
        }
    }
    // docs: end of actor

    private sealed class Watchman : UntypedActor
    {
        protected override void OnReceive(object message) =>
            Sender.Tell($"{Federation.Get(Context.System).Membership?.Peers.Count(p => p.Status == Membership.PeerStatus.Healthy)} peers");
    }
}
