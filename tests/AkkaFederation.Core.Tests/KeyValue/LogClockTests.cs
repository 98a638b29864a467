using AkkaFederation.Consensus;
using AkkaFederation.Identity;

namespace AkkaFederation.Core.Tests.KeyValue;

/// <summary>Log time goes on, whatever a former leader's clock was.</summary>
public sealed class LogClockTests
{
    private static readonly Did Self = Did.FromPublicKey([2, .. Convert.FromHexString("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296")]);
    private static readonly TimeSpan Elected = TimeSpan.FromSeconds(10);
    private readonly RaftLog _log = new();

    [Fact]
    public void A_leader_takes_its_wall_clock_where_the_log_is_not_ahead_of_it()
    {
        var clock = new LogClock(Leader(lastTime: 1_000));
        Assert.Equal(5_000UL, clock.Read(5_000, Elected));
        Assert.Equal(5_250UL, clock.Read(5_250, Elected + TimeSpan.FromMilliseconds(250)));
    }

    [Fact]
    public void A23_a_log_that_is_ahead_of_the_clock_goes_on_at_the_pace_of_time()
    {
        var clock = new LogClock(Leader(lastTime: 1_000_000_000_000));
        Assert.Equal(1_000_000_000_000UL, clock.Read(5_000, Elected));
        Assert.Equal(1_000_000_010_000UL, clock.Read(15_000, Elected + TimeSpan.FromSeconds(10)));

        // Set back in the middle.
        Assert.Equal(1_000_000_020_000UL, clock.Read(0, Elected + TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public void A23_a_clock_at_the_end_of_time_stays_within_what_a_date_can_say()
    {
        var clock = new LogClock(Leader(lastTime: 0));
        Assert.Equal((ulong)DateTimeOffset.MaxValue.ToUnixTimeMilliseconds(), clock.Read(ulong.MaxValue, Elected));
    }

    private RaftCore Leader(ulong lastTime)
    {
        _log.Append(new LogEntry { Index = 1, Term = 1, Time = lastTime, Kind = EntryKind.NoOp });
        var raft = new RaftCore(new RaftOptions(), Self, [Self], _log, new HardState(1, default), 0, new Random(1), TimeSpan.Zero);
        for (var now = TimeSpan.Zero; now <= Elected; now += TimeSpan.FromMilliseconds(100))
        {
            raft.Tick(now);
            if (raft.TakeReady(now).Persist is { } batch) raft.Persisted(batch.Number, now);
        }

        Assert.Equal(RaftRole.Leader, raft.Role);
        return raft;
    }
}
