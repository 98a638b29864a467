using AkkaFederation.Node.Cli;
using AkkaFederation.Node.Demo;

namespace AkkaFederation.Node.Tests.Demo;

public sealed class DemoRunTests
{
    private static readonly DemoPlan Quick = new()
    {
        Burst = 3,
        Pace = TimeSpan.FromMilliseconds(2),
        LoadBeforeKill = TimeSpan.FromMilliseconds(30),
        LoadAfterKill = TimeSpan.FromMilliseconds(30),
        Poll = TimeSpan.FromMilliseconds(1),
        FormationLimit = TimeSpan.FromSeconds(10),
    };

    private readonly RecordingView _view = new();

    [Fact]
    public async Task A_sound_federation_passes_every_check_in_order()
    {
        var federation = new FakeFederation();
        var report = await RunAsync(federation, Quick);
        Assert.True(report.Ok, string.Join("; ", report.Checks));
        Assert.Equal(["start", "kill leader", "restart"], federation.History);
        Assert.Equal(5, report.Checks.Count);
        Assert.Equal(report.Checks, _view.Checks);
        Assert.Equal(report.Load.Proposed, report.Load.Acknowledged + report.Load.Indeterminate);
        Assert.True(report.Load.Acknowledged > 0);
        Assert.Equal(3, report.Nodes.Count);
    }

    [Fact]
    public async Task A_proposal_that_one_log_lost_fails() =>
        await FailsAsync(new FakeFederation { ReadBack = (node, log) => node == 1 ? [.. log.Skip(1)] : log }, "lacks");

    [Fact]
    public async Task A_proposal_that_stands_twice_fails() =>
        await FailsAsync(new FakeFederation { ReadBack = (_, log) => [.. log, log[0] with { Index = 1_000_000 }] }, "and at 1000000");

    [Fact]
    public async Task Logs_in_another_order_fail() =>
        await FailsAsync(new FakeFederation { ReadBack = (node, log) => node == 2 ? [log[1], log[0], .. log.Skip(2)] : log }, "node-3 has");

    [Fact]
    public async Task Another_root_fails() => await FailsAsync(new FakeFederation { Root = node => $"0{node}" }, "node-2 01");

    [Fact]
    public async Task Certificates_that_do_not_verify_fail()
    {
        var report = await RunAsync(new FakeFederation { CertificatesVerify = false }, Quick);
        Assert.False(report.Ok);
    }

    [Fact]
    public async Task A_federation_that_never_forms_is_given_up() => await GivesUpAsync(
        new FakeFederation { NeverForms = true }, Quick with { FormationLimit = TimeSpan.FromMilliseconds(50) }, "no federation with a leader");

    [Fact]
    public async Task A_federation_without_new_leader_is_given_up() => await GivesUpAsync(
        new FakeFederation { ElectsNobody = true }, Quick with { NewLeaderLimit = TimeSpan.FromMilliseconds(50) }, "no new leader");

    [Fact]
    public async Task A_restarted_node_that_stays_behind_is_given_up() => await GivesUpAsync(
        new FakeFederation { RestartedNodeStaysBehind = true }, Quick with { CatchUpLimit = TimeSpan.FromMilliseconds(50) }, "did not catch up");

    [Fact]
    public async Task A_node_that_dies_by_itself_ends_the_run_with_its_reason() => await GivesUpAsync(
        new FakeFederation { BreaksOnKill = true, ElectsNobody = true }, Quick, "disk full");

    [Fact]
    public async Task The_whole_is_bounded_and_the_step_is_named() => await GivesUpAsync(
        new FakeFederation { NeverForms = true }, Quick with { Total = TimeSpan.FromMilliseconds(60) }, "did not end within");

    [Fact]
    public async Task An_interruption_is_passed_on()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Run(new FakeFederation(), Quick).RunAsync(Proposals(), stop.Token));
    }

    [Fact]
    public async Task Nodes_that_end_because_of_the_same_interruption_are_no_failure()
    {
        using var stop = new CancellationTokenSource();
        var federation = new FakeFederation { BreaksOnKill = true, ElectsNobody = true, OnKill = stop.Cancel };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Run(federation, Quick).RunAsync(Proposals(), stop.Token));
    }

    [Theory]
    [InlineData(5, 3.0)]
    [InlineData(18, 2.0)]
    [InlineData(30, 0.75)]
    public void Load_phases_shrink_when_time_runs_short(int elapsed, double expected) => Assert.Equal(
        TimeSpan.FromSeconds(expected), new DemoPlan().Fit(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(elapsed)));

    private async Task FailsAsync(FakeFederation federation, string detail)
    {
        var report = await RunAsync(federation, Quick);
        Assert.False(report.Ok);
        Assert.Contains(report.Checks, c => !c.Ok && c.Detail.Contains(detail, StringComparison.Ordinal));
    }

    private async Task GivesUpAsync(FakeFederation federation, DemoPlan plan, string reason)
    {
        var failure = await Assert.ThrowsAsync<FedException>(() => RunAsync(federation, plan));
        Assert.Equal(ExitCode.Failed, failure.ExitCode);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    private Task<DemoReport> RunAsync(FakeFederation federation, DemoPlan plan) => Run(federation, plan).RunAsync(Proposals(), CancellationToken.None);

    private DemoRun Run(FakeFederation federation, DemoPlan plan) => new(federation, _ => federation, federation, _view, plan);

    private static ProposalFile Proposals() => new("test", [[1], [2], [3]], 0);
}
