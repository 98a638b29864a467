using System.Numerics;
using AkkaFederation.Consensus;
using AkkaFederation.Identity;

namespace AkkaFederation.Core.Tests.Consensus;

/// <summary>Who votes as bytes and as a set: fixed bytes, hostile bytes, naive models.</summary>
public sealed class VoterConfigurationTests
{
    // As in docs/formats.md, put together by another program.
    private const string KnownConfiguration =
        "414b4645442d564f544552532d563031" + "0000000000000007"
        + "0002" + "0039" + "6469643a6b65793a7a446e61657244615446354258456176437266525a456b3331366470624c736650445a33574a35685254504655323136"
        + "39" + "0039" + "6469643a6b65793a7a446e6165727839437462504a3171333654354c6e35775974334d5159654752473565686e50416d786366356d445a7076"
        + "0000";

    private static readonly Did[] Names = TestKeys.Names(9);

    [Fact]
    public void Known_answer_of_a_configuration()
    {
        Did[] voters = [Did.Parse("did:key:zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv"), Did.Parse("did:key:zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169")];
        Assert.Equal(KnownConfiguration, Convert.ToHexStringLower(VoterConfiguration.Create(258, 7, voters, []).ToPayload()));
        Assert.True(VoterConfiguration.TryRead(Convert.FromHexString(KnownConfiguration), 258, out var read, out var error), error);
        Assert.Equal((258UL, 7UL, 2, 0), (read.Epoch, read.Previous, read.Voters.Count, read.Learners.Count));
        Assert.Equal(voters.Order(), read.Voters);
    }

    [Fact]
    public void Known_answer_of_a_feature_level()
    {
        Assert.Equal("414b4645442d4c4556454c2d56303031" + "00000102", Convert.ToHexStringLower(LevelTable.ToPayload(258)));
        Assert.True(LevelTable.TryRead(LevelTable.ToPayload(258), out var level, out _));
        Assert.Equal(258U, level);
        Assert.False(LevelTable.TryRead(LevelTable.ToPayload(1), out _, out var error));
        Assert.Contains("needs no entry", error);
        Assert.False(LevelTable.TryRead([.. LevelTable.ToPayload(2), 0], out _, out error));
    }

    [Fact]
    public void Bent_configurations_are_refused_with_a_reason()
    {
        var good = VoterConfiguration.Create(9, 4, Names[..3], Names[3..5]).ToPayload();
        for (var length = 0; length < good.Length; length++) Refused(good[..length]);
        Refused([.. good, 0], "1 bytes follow");
        Refused(Bytes([], [Names[0]]), "without voters");
        Refused(Bytes([Names[1], Names[0]], []), "ascending");
        Refused(Bytes([Names[0], Names[0]], []), "ascending");
        Refused(Bytes([Names[0], Names[1]], [Names[1]]), "a voter is a learner as well");
        Refused([.. good[..24], 0xff, 0xff, .. good[26..]], "65535 names");
        Assert.False(VoterConfiguration.TryRead(good, 4, out _, out var error));
        Assert.Contains("cannot follow", error);
    }

    [Fact]
    public void No_configuration_is_made_that_could_not_be_read()
    {
        Assert.Throws<ArgumentException>(() => VoterConfiguration.Create(1, 0, [], [Names[0]]));
        Assert.Throws<ArgumentException>(() => VoterConfiguration.Create(1, 0, [Names[0]], [Names[0]]));
        Assert.Throws<ArgumentException>(() => VoterConfiguration.Create(1, 0, TestKeys.Names(65), []));
        Assert.Throws<ArgumentException>(() => VoterConfiguration.Create(1, 0, [default], []));
    }

    // Every subset of every configuration up to nine, against counting by hand; strangers and repetitions count nothing.
    [Fact]
    public void A_majority_is_more_than_half_of_the_voters_and_of_nobody_else()
    {
        for (var count = 1; count <= Names.Length; count++)
        {
            var voters = VoterConfiguration.Found(Names[..count]);
            for (var mask = 0u; mask < 1u << Names.Length; mask++)
            {
                var agreeing = Names.Where((_, i) => (mask & (1u << i)) != 0).ToArray();
                var naive = 2 * BitOperations.PopCount(mask & ((1u << count) - 1)) > count;
                Assert.Equal(naive, voters.HasMajority([.. agreeing, .. agreeing]));
            }
        }
    }

    // The one fact on which changes one at a time rest, tried on every pair of majorities.
    [Fact]
    public void Section_4_1_any_majority_before_a_change_of_one_voter_shares_a_voter_with_any_majority_after()
    {
        for (var count = 1; count < Names.Length; count++)
        {
            var (small, large) = ((1u << count) - 1, (1u << (count + 1)) - 1);
            for (var a = 0u; a <= small; a++)
            {
                for (var b = 0u; b <= large; b++)
                {
                    if (2 * BitOperations.PopCount(a) <= count || 2 * BitOperations.PopCount(b) <= count + 1) continue;
                    Assert.True((a & b) != 0);
                }
            }
        }
    }

    [Fact]
    public void A_table_follows_the_log_and_goes_back_with_it()
    {
        var table = new ConfigurationTable();
        table.Begin(VoterConfiguration.Found(Names[..3]));
        table.Add(Entry(5, VoterChange.Add(Names[3]).From(table.Newest, 5)));
        table.Add(Entry(9, VoterChange.Promote(Names[3]).From(table.Newest, 9)));
        table.CheckInvariants();
        Assert.Equal((0UL, 0UL, 5UL, 5UL, 9UL, 9UL), (table.At(0).Epoch, table.At(4).Epoch, table.At(5).Epoch, table.At(8).Epoch, table.At(9).Epoch, table.At(99).Epoch));
        Assert.Equal((5UL, 0UL, 5UL), (table.BeforeNewest.Epoch, table.Before(5).Epoch, table.Before(9).Epoch));
        Assert.True(table.Knows(Names[3]));
        table.Truncate(9);
        Assert.Equal((5UL, 0UL, true), (table.Newest.Epoch, table.BeforeNewest.Epoch, table.Newest.IsLearner(Names[3])));
        table.Truncate(3);
        Assert.Equal((0UL, 3, false), (table.Newest.Epoch, table.Newest.Voters.Count, table.Knows(Names[3])));
        Assert.Throws<InvalidOperationException>(() => table.Add(Entry(9, VoterConfiguration.Create(9, 5, Names[..3], []))));
        Assert.Throws<InvalidOperationException>(() => table.Add(Entry(9, VoterConfiguration.Create(9, 0, Names[..5], []))));
        Assert.Throws<InvalidOperationException>(() => table.Add(Entry(9, VoterConfiguration.Create(9, 0, Names[..3], [])) with { Payload = new byte[] { 1 } }));
    }

    // Dissertation 4.2.1: a learner is ready when its newest round was shorter than an election time-out.
    [Fact]
    public void Section_4_2_1_a_learner_is_caught_up_after_a_short_round_and_not_while_a_round_takes_long()
    {
        var limit = TimeSpan.FromMilliseconds(250);
        var learner = new CatchUp(1000, TimeSpan.Zero);
        learner.Advance(400, 1500, Ms(100), limit);
        Assert.False(learner.IsCaughtUp);
        learner.Advance(1000, 2000, Ms(900), limit);
        Assert.Equal((false, 1), (learner.IsCaughtUp, learner.Rounds));
        learner.Advance(2000, 2100, Ms(1100), limit);
        Assert.Equal((true, 2), (learner.IsCaughtUp, learner.Rounds));
        learner.Advance(2050, 9000, Ms(1200), limit);
        Assert.True(learner.IsCaughtUp);
        learner.Advance(2050, 9000, Ms(1400), limit);
        Assert.False(learner.IsCaughtUp);
        learner.Advance(9000, 9000, Ms(1500), limit);
        learner.Advance(9000, 9000, Ms(1501), limit);
        Assert.True(learner.IsCaughtUp);
    }

    private static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private static LogEntry Entry(ulong index, VoterConfiguration configuration) =>
        new() { Index = index, Term = 1, Kind = EntryKind.Configuration, Payload = configuration.ToPayload() };

    private static byte[] Bytes(Did[] voters, Did[] learners)
    {
        var writer = new StatementWriter(VoterConfiguration.Tag).U64(4).U16((ushort)voters.Length);
        foreach (var voter in voters) writer.Did(voter);
        writer.U16((ushort)learners.Length);
        foreach (var learner in learners) writer.Did(learner);
        return writer.ToArray();
    }

    private static void Refused(byte[] payload, string reason = "")
    {
        Assert.False(VoterConfiguration.TryRead(payload, 9, out _, out var error));
        Assert.Contains(reason, error);
        Assert.NotEmpty(error);
    }
}
