using AkkaFederation.Node.Demo;
using AkkaFederation.Node.Local;

namespace AkkaFederation.Node.Tests.Demo;

public sealed class LogChecksTests
{
    private static readonly LoggedProposal[] Log = [At(2, 1), At(3, 2), At(5, 3)];

    [Fact]
    public void Logs_that_hold_what_was_acknowledged_pass()
    {
        Assert.True(LogChecks.AcknowledgedExactlyOnce([Ack(2, 1), Ack(5, 3)], [Log, Log, Log]).Ok);
        Assert.True(LogChecks.SameOrder([Log, Log, Log]).Ok);
    }

    [Fact]
    public void A_lost_proposal_fails_and_is_named()
    {
        var result = LogChecks.AcknowledgedExactlyOnce([Ack(2, 1), Ack(5, 3)], [Log, Log, Log[..2]]);
        Assert.False(result.Ok);
        Assert.Contains("node-3 lacks", result.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_proposal_that_stands_twice_fails() =>
        Assert.False(LogChecks.AcknowledgedExactlyOnce([Ack(2, 1)], [Log, [.. Log, At(9, 1)], Log]).Ok);

    [Fact]
    public void A_proposal_at_another_index_than_acknowledged_fails() =>
        Assert.False(LogChecks.AcknowledgedExactlyOnce([Ack(4, 1)], [Log]).Ok);

    [Fact]
    public void Nothing_acknowledged_is_no_success() => Assert.False(LogChecks.AcknowledgedExactlyOnce([], [Log]).Ok);

    [Fact]
    public void Another_order_fails() => Assert.False(LogChecks.SameOrder([Log, [Log[1], Log[0], Log[2]]]).Ok);

    [Fact]
    public void A_shorter_log_fails() => Assert.False(LogChecks.SameOrder([Log, Log[..2]]).Ok);

    [Fact]
    public void Roots_must_all_be_equal()
    {
        Assert.True(LogChecks.SameRoots(5, ["ab", "ab", "ab"]).Ok);
        Assert.False(LogChecks.SameRoots(5, ["ab", "ab", "ac"]).Ok);
    }

    [Fact]
    public void An_acknowledgement_without_certificate_fails() =>
        Assert.False(LogChecks.Certified([Ack(2, 1), Ack(3, 2) with { Certificate = null }]).Ok);

    private static LoggedProposal At(ulong index, ulong seq) => new(index, new ProposalName("did:key:z", 1, seq));

    private static Acknowledgement Ack(ulong index, ulong seq) => new(new ProposalName("did:key:z", 1, seq), index, "{}", 0);
}
