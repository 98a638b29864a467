using AkkaFederation.Consensus;
using AkkaFederation.Identity;

namespace AkkaFederation.Core.Tests.Consensus;

/// <summary>
/// Bugs that others have had (RELIABILITY, E1 to E20), each put into the core in the place of one rule: the checkers of the
/// simulated federation must find it, and must find nothing in the very same story without it.
/// </summary>
public sealed class MutationTests
{
    private static readonly Dictionary<string, (RaftRules Bug, Action<RaftRules> Story, string[] FoundAs)> Mutations = new()
    {
        ["E1 an entry of an older term is committed by counting"] = (new CommitsOlderTerms(), Stories.FigureEight, ["lacks entry"]),
        ["E2 a voter votes twice in a term"] = (new VotesTwice(), Stories.Campaign, ["two votes in term", "two leaders in term", "Assert.Equal() Failure"]),
        ["E3 a vote is granted on the length of the log alone"] = (new IgnoresLastTerm(), Stories.LongerButOlder, ["lacks entry"]),
        ["E4 the leader is left out of the majority"] = (new LeavesLeaderOut(), Stories.OneFollowerDown, ["a commit with one follower down did not come about"]),
        ["E5 the commit index follows the newest message"] = (new CommitGoesBack(), Stories.Campaign, ["term or commit went back", "Invariant 2"]),
        ["E6 next goes back to what is matched"] = (new NextBelowMatch(), Stories.Campaign, ["Invariant 1"]),
        ["E7 a delayed append cuts the log"] = (new CutsWithoutConflict(), Stories.Campaign, ["contradicts committed entry", "acknowledged what is not durable"]),
        ["E8 who is behind is not told"] = (new KeepsSilent(), Stories.HigherTermComesBack, ["one term for all did not come about"]),
        ["E9 a leader answers reads on its own word"] = (new TrustsItself(), Stories.PausedLeaderIsRead, ["a stale read"]),
        ["E10 a new leader answers reads before its first commit"] = (new ReadsTooEarly(), Stories.NewLeaderIsRead, ["a stale read"]),
        ["E11 a removed node stands without asking, and is listened to"] = (new LetsAnybodyUnsettle(), VoterStories.RemovedNodeComesBack, ["unsettled"]),
        ["E12 voters are changed before the term's first commit"] = (new ChangesVotersTooEarly(), VoterStories.TwoChangesAtOnce, ["lacks entry"]),
        ["E17 an append is acknowledged before it is on disk"] = (new AcknowledgesEarly(), Stories.Campaign, ["acknowledged what is not durable"]),
        ["E13 a snapshot that is being fetched gives way to a newer one"] = (new DropsServed(), Stories.SlowReceiver, ["the follower never has a whole snapshot"]),
        ["E14 a snapshot is taken after all that is applied in one step"] = (new CapturesLate(), Stories.ManyAppliedAtOnce, ["is not the log's", "this node's state is not the federation's"]),
        ["E20 a proposal is replicated again after a change of leader"] = (new ReplicatesAgain(), Stories.Campaign, ["is in the log twice", "two indexes for"]),
    };

    public static TheoryData<string> Names() => [.. Mutations.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_bug_is_found(string mutation)
    {
        var (bug, story, foundAs) = Mutations[mutation];
        var failure = Record.Exception(() => story(bug));
        Assert.True(failure is not null, $"nothing found '{mutation}'");
        Assert.True(Array.Exists(foundAs, f => failure.Message.Contains(f, StringComparison.Ordinal)), $"found as: {failure.Message}");
    }

    [Fact]
    public void Without_a_bug_the_same_stories_end_well()
    {
        foreach (var story in Mutations.Values.Select(m => m.Story).Distinct()) story(RaftRules.Sound);
    }

    // E12 is doubly excluded here: either of the two rules alone keeps the two configurations' majorities together.
    [Fact]
    public void E12_majorities_of_old_and_new_voters_prevent_it_even_without_the_erratum() => VoterStories.TwoChangesAtOnce(new ForgetsTheErratum());

    private sealed class ForgetsTheErratum : RaftRules
    {
        public override bool MayChangeVoters(ulong committedTerm, ulong term) => true;
    }

    private sealed class CommitsOlderTerms : RaftRules
    {
        public override bool MayCommit(ulong entryTerm, ulong term) => true;
    }

    private sealed class VotesTwice : RaftRules
    {
        public override bool MayVote(Did vote, Did candidate, bool leaderKnown) => true;
    }

    private sealed class IgnoresLastTerm : RaftRules
    {
        public override bool IsUpToDate(RaftLog log, ulong lastIndex, ulong lastTerm) => lastIndex >= log.LastIndex;
    }

    private sealed class LeavesLeaderOut : RaftRules
    {
        public override ulong ReachedByMajority(ulong own, Span<ulong> followers)
        {
            followers.Sort();
            return followers[^((followers.Length + 1) / 2 + 1)];
        }
    }

    private sealed class CommitGoesBack : RaftRules
    {
        public override ulong Advance(ulong commit, ulong news) => news;
    }

    private sealed class NextBelowMatch : RaftRules
    {
        public override ulong StepBack(ulong refused, ulong hint, ulong match) => Math.Max(1, Math.Min(refused, hint));
    }

    private sealed class CutsWithoutConflict : RaftRules
    {
        public override bool Conflicts(RaftLog log, LogEntry entry) => true;
    }

    private sealed class KeepsSilent : RaftRules
    {
        public override bool AnswersStale => false;
    }

    private sealed class TrustsItself : RaftRules
    {
        public override bool Confirms(ulong heard, ulong round) => true;
    }

    private sealed class ReadsTooEarly : RaftRules
    {
        public override bool MayRead(ulong committedTerm, ulong term) => true;
    }

    private sealed class LetsAnybodyUnsettle : RaftRules
    {
        public override bool AsksFirst => false;

        public override bool KeepsLease => false;
    }

    // The erratum's case also needs a change that the new voters alone commit: the old ones' majority would prevent it too.
    private sealed class ChangesVotersTooEarly : RaftRules
    {
        public override bool MayChangeVoters(ulong committedTerm, ulong term) => true;

        public override bool NeedsOldMajority => false;
    }

    private sealed class AcknowledgesEarly : RaftRules
    {
        public override bool WaitsForDisk(RaftMessage message) => message is not AppendResponse;
    }

    private sealed class DropsServed : RaftRules
    {
        public override bool KeepsServed => false;
    }

    private sealed class CapturesLate : RaftRules
    {
        public override bool CapturesNow(ulong applied, ulong mark, bool lastOfStep) => lastOfStep;
    }

    private sealed class ReplicatesAgain : RaftRules
    {
        public override bool TakesOnce => false;
    }
}
