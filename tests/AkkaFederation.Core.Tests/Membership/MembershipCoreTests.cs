using AkkaFederation.Membership;

namespace AkkaFederation.Core.Tests.Membership;

public sealed class MembershipCoreTests
{
    [Fact]
    public void An_alarm_that_went_off_a_little_early_is_set_again()
    {
        var core = Core();
        var at = core.Effects.OfType<SetAlarm>().Last().At;
        core.ClearEffects();
        core.Step(Tick.Instance, at - TimeSpan.FromTicks(1));
        Assert.Equal(at, Assert.Single(core.Effects.OfType<SetAlarm>()).At);
    }

    [Fact]
    public void Time_does_not_run_backwards()
    {
        var core = Core();
        core.Step(Tick.Instance, TimeSpan.FromSeconds(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => core.Step(Tick.Instance, TimeSpan.FromMilliseconds(999)));
    }

    [Fact]
    public void After_its_farewell_a_core_does_nothing_more()
    {
        var core = Core();
        core.Step(new RegisterPeer(TestKeys.SignedRecord(1, VirtualNetwork.EndpointOf(1))), TimeSpan.Zero);
        core.Step(LeaveFederation.Instance, TimeSpan.Zero);
        core.ClearEffects();
        core.Step(Tick.Instance, TimeSpan.FromHours(1));
        core.Step(new Received(TestKeys.Did(1), VirtualNetwork.EndpointOf(1), new Ping(1, core.Self, 0)), TimeSpan.FromHours(1));
        Assert.Empty(core.Effects);
    }

    [Fact]
    public void A_deregistered_peer_comes_back_by_a_higher_incarnation_alone()
    {
        var core = Core();
        core.Step(new RegisterPeer(TestKeys.SignedRecord(1, VirtualNetwork.EndpointOf(1), incarnation: 3)), TimeSpan.Zero);
        core.Step(new DeregisterPeer(TestKeys.Did(1)), TimeSpan.Zero);
        Assert.Equal(PeerStatus.Evicted, StatusOf(core, 1));
        core.Step(new RegisterPeer(TestKeys.SignedRecord(1, VirtualNetwork.EndpointOf(1), incarnation: 3)), TimeSpan.Zero);
        core.Step(new Received(TestKeys.Did(1), VirtualNetwork.EndpointOf(1), new Ping(1, core.Self, 0)), TimeSpan.Zero);
        Assert.Equal(PeerStatus.Evicted, StatusOf(core, 1));
        core.Step(new RegisterPeer(TestKeys.SignedRecord(1, VirtualNetwork.EndpointOf(1), incarnation: 4)), TimeSpan.Zero);
        Assert.Equal(PeerStatus.Healthy, StatusOf(core, 1));
        core.CheckInvariants();
    }

    [Fact]
    public void The_same_seed_and_inputs_give_the_same_effects()
    {
        Assert.Equal(Trace(), Trace());

        static string Trace()
        {
            var network = VirtualNetwork.Formed(5, seed: 77);
            network.Loss = 0.2;
            network.RunFor(TimeSpan.FromSeconds(120));
            return $"{network.Messages} {string.Join('\n', network.Nodes.SelectMany(n => n.Events.Select(e => $"{e.At} {n.Index} {e.Event}")))}";
        }
    }

    [Fact]
    public void Tables_larger_than_one_digest_are_compared_in_parts_that_cover_everything_M10()
    {
        var all = new SyncRequest(default, default, [], false);
        var low = new SyncRequest(default, TestKeys.Did(5), [], false);
        var high = new SyncRequest(TestKeys.Did(5), default, [], false);
        for (var i = 0; i < 10; i++)
        {
            Assert.True(all.Covers(TestKeys.Did(i)));
            Assert.Equal(i <= 5, low.Covers(TestKeys.Did(i)));
            Assert.NotEqual(low.Covers(TestKeys.Did(i)), high.Covers(TestKeys.Did(i)));
        }
    }

    [Fact]
    public void The_gone_are_forgotten_when_their_claims_need_no_more_guarding_M11()
    {
        var options = TestOptions.Lan with { EvictedRetention = TimeSpan.FromSeconds(60) };
        var network = VirtualNetwork.Formed(3, seed: 12, options);
        var leaver = network.Nodes[2];
        leaver.Do(LeaveFederation.Instance);
        network.Kill(leaver);
        network.RunFor(TimeSpan.FromSeconds(59));
        Assert.NotNull(network.Nodes[0].StatusOf(leaver));
        network.RunFor(TimeSpan.FromSeconds(60));
        Assert.Null(network.Nodes[0].StatusOf(leaver));
        Assert.Equal(PeerStatus.Healthy, network.Nodes[0].StatusOf(network.Nodes[1]));
    }

    private static PeerStatus StatusOf(MembershipCore core, int index) => core.Snapshot().Find(TestKeys.Did(index))!.Status;

    private static MembershipCore Core() => new(
        TestOptions.Lan,
        new SelfState(TestKeys.Record(0, VirtualNetwork.EndpointOf(0)), 1, TestKeys.Signer(0)),
        TestKeys.Scheme,
        new Random(1),
        TimeSpan.Zero);
}
