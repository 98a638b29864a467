using Akka.Actor;
using Akka.Event;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using AkkaFederation.Discovery;
using AkkaFederation.Membership;
using AkkaFederation.Tests.Hosting;

namespace AkkaFederation.Tests.Discovery;

/// <summary>The shell of multicast DNS on a network of the test's, in virtual time.</summary>
public sealed class MdnsProviderTests : TestKit
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly FakeLan _lan = new();
    private readonly List<IActorRef> _providers = [];

    public MdnsProviderTests()
        : base("akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"\nakka.loglevel = INFO")
    {
    }

    [Fact]
    public async Task What_another_node_of_the_federation_advertises_becomes_a_hint_until_its_goodbye()
    {
        var (first, _) = Start(1);
        var (second, provider) = Start(2);
        Assert.Equal(["akka.ssl.tcp://federation@10.0.0.2:7615"], (await HintsAsync(first)).Addresses.ToArray());
        Assert.Equal(["akka.ssl.tcp://federation@10.0.0.1:7615"], (await HintsAsync(second)).Addresses.ToArray());
        _providers.Remove(provider);
        await provider.GracefulStop(Patience);
        Assert.Empty((await HintsAsync(first)).Addresses);
    }

    [Fact]
    public async Task Another_federation_on_the_network_is_counted_and_no_hint()
    {
        var (_, provider) = Start(1);
        Start(2, cluster: "another");
        await AdvanceUntilAsync(async () => (await ReportAsync(provider)).Adverts.Length == 1);
        var report = await ReportAsync(provider);
        Assert.Equal(1, report.Refused(MdnsRefusal.ForeignCluster));
        Assert.Empty(report.Hints);
    }

    [Fact]
    public async Task Without_a_link_it_says_so_once_and_serves_as_soon_as_there_is_one()
    {
        Start(2);
        var card = _lan.Plug(1);
        card.IsUp = false;
        var first = CreateTestProbe();
        await EventFilter.Warning(contains: "finds nobody and this node is not found by it: the cable is out").ExpectAsync(1, async () =>
        {
            Start(card, "test", first);

            // It looks again by itself, and nobody reads the same twice.
            for (var i = 0; i < 100; i++) await AdvanceAsync();
        });
        card.IsUp = true;
        card.Changed!();
        Assert.Equal(["akka.ssl.tcp://federation@10.0.0.2:7615"], (await HintsAsync(first)).Addresses.ToArray());
    }

    [Fact]
    public async Task A_socket_that_breaks_is_named_and_received_from_again()
    {
        var card = _lan.Plug(1);
        var (guardian, provider) = Start(card, "test");
        await ReportAsync(provider);
        await EventFilter.Warning(contains: "mDNS by IPv4 does not receive").ExpectOneAsync(() =>
        {
            card.BreakSocket();
            return Task.CompletedTask;
        });
        Start(2);
        Assert.Single((await HintsAsync(guardian)).Addresses);
    }

    [Fact]
    public async Task A_link_that_takes_no_packets_is_named_once_for_each_spell()
    {
        var card = _lan.Plug(1);
        card.SendsNothing = true;
        await EventFilter.Warning(contains: "does not send on interface 1").ExpectOneAsync(async () =>
        {
            Start(card, "test");
            for (var i = 0; i < 20; i++) await AdvanceAsync();
        });
    }

    [Fact]
    public async Task It_gives_its_sockets_back_when_it_stops()
    {
        var card = _lan.Plug(1);
        var (_, provider) = Start(card, "test");
        _providers.Remove(provider);
        await provider.GracefulStop(Patience);
        Assert.True(card.IsDisposed);
    }

    private static Task<MdnsReport> ReportAsync(IActorRef provider) => provider.Ask<MdnsReport>(GetMdns.Instance, Patience);

    private (TestProbe Guardian, IActorRef Provider) Start(int number, string cluster = "test") => Start(_lan.Plug(number), cluster);

    private (TestProbe Guardian, IActorRef Provider) Start(FakeLan.Card card, string cluster, TestProbe? guardian = null)
    {
        guardian ??= CreateTestProbe();
        var runtime = TestRuntime.Create($"cluster-id = \"{cluster}\"", endpoint: $"akka.ssl.tcp://federation@{card.Address}:7615");
        var provider = guardian.ChildActorOf(MdnsProvider.Props(runtime, () => card));
        _providers.Add(provider);
        return (guardian, provider);
    }

    private async Task<ContactHints> HintsAsync(TestProbe guardian)
    {
        await AdvanceUntilAsync(() => Task.FromResult(guardian.HasMessages));
        return guardian.ExpectMsg<ContactHints>();
    }

    private async Task AdvanceUntilAsync(Func<Task<bool>> isThere)
    {
        for (var i = 0; i < 1000; i++)
        {
            if (await isThere()) return;
            await AdvanceAsync();
        }

        Assert.Fail("It did not come within 250 s of virtual time.");
    }

    // An answer shows that what the time has set off is done.
    private async Task AdvanceAsync()
    {
        ((TestScheduler)Sys.Scheduler).Advance(Step);
        foreach (var provider in _providers) await ReportAsync(provider);
    }
}
