using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using AkkaFederation.Consensus;
using AkkaFederation.Identity;
using AkkaFederation.Wire;

namespace AkkaFederation.Tests.Consensus;

/// <summary>One actor for each proposal: what it publishes, when it lets the answer go, how its deadline comes to the desk.</summary>
public sealed class ProposalActorTests : TestKit
{
    private static readonly Did Origin = EcdsaP256Signer.Generate().Id;
    private readonly TestProbe _asker;
    private readonly IActorRef _proposals;

    public ProposalActorTests()
        : base($"akka.scheduler.implementation = \"{typeof(TestScheduler).AssemblyQualifiedName}\"")
    {
        _asker = CreateTestProbe();
        _proposals = ActorOfAsTestActorRefLike();
    }

    private TestScheduler Scheduler => (TestScheduler)Sys.Scheduler;

    [Fact]
    public void Each_state_is_published_and_the_answer_goes_when_every_proposal_in_it_has_ended()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(ConsensusEvent.ProposalChanged));
        var (first, second) = (Request(1), Request(2));
        _proposals.Tell(new ProposalsActor.News([Step(1, first, null, ProposalState.Idle), Step(1, first, ProposalState.Idle, ProposalState.Voting)], []));
        Assert.Equal(ProposalState.Idle, ExpectMsg<ConsensusEvent.ProposalChanged>().State);
        Assert.Equal(ProposalState.Voting, ExpectMsg<ConsensusEvent.ProposalChanged>().State);
        var child = Child(1);
        Watch(child);

        var group = new AnswerGroup(_asker.Ref, TestActor, new AnswerBuilder(null, 0));
        var (a, b) = (Reply(1, first), Reply(2, second));
        group.Add(a);
        group.Add(b);
        _proposals.Tell(new ProposalsActor.News(
            [Step(2, second, null, ProposalState.Idle), Step(1, first, ProposalState.Voting, ProposalState.Committed), Step(2, second, ProposalState.Idle, ProposalState.Committed)],
            [new(a, group), new(b, group)]));

        Assert.Equal([1UL, 2UL], _asker.ExpectMsg<ProposalAnswers>().Outcomes.Select(o => o.Seq));
        var states = new[] { ExpectAny(), ExpectAny(), ExpectAny(), ExpectAny() };
        Assert.Single(states.OfType<Terminated>());
        Assert.Equal(2, states.OfType<ConsensusEvent.ProposalChanged>().Count(s => s.State == ProposalState.Committed));
        _asker.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [StandaloneFact(StandaloneFactAttribute.VirtualClock)]
    public void An_undecided_proposal_tells_the_desk_that_its_time_is_out_and_a_decided_one_goes()
    {
        var (undecided, decided, events) = (Request(1), Request(2), CreateTestProbe());
        Sys.EventStream.Subscribe(events.Ref, typeof(ConsensusEvent.ProposalChanged));
        _proposals.Tell(new ProposalsActor.News(
            [Step(1, undecided, null, ProposalState.Idle), Step(2, decided, null, ProposalState.Idle), Step(2, decided, ProposalState.Idle, ProposalState.Committed)], []));
        for (var i = 0; i < 3; i++) events.ExpectMsg<ConsensusEvent.ProposalChanged>();
        var (open, done) = (Child(1), Child(2));
        Watch(done);
        Scheduler.Advance(TimeSpan.FromSeconds(6));
        var seen = new[] { ExpectAny(), ExpectAny() };
        Assert.Equal(done, seen.OfType<Terminated>().Single().ActorRef);
        var due = seen.OfType<ProposalActor.Due>().Single();
        Assert.Equal((1L, new PendingKey(undecided.Proposal.Key, EntryKind.Proposal)), (due.Number, due.Key));
        Watch(open);
        open.Tell(ProposalActor.Gone.Instance);
        ExpectTerminated(open);
    }

    [Fact]
    public void Aborts_can_be_followed_from_a_place_and_a_place_of_another_life_is_told_so()
    {
        for (ulong i = 1; i <= 3; i++)
        {
            var request = Request(i);
            var reply = new ProposalReply(_asker.Ref, request.Proposal, ProposalVerdict.Aborted) { Number = (long)i, Cause = AbortCause.Fenced, Reason = "r" };
            _proposals.Tell(new ProposalsActor.News([Step((long)i, request, null, ProposalState.Idle)], [new(reply, null)]));
        }

        _proposals.Tell(new AbortsRequest { From = 2 });
        var chunk = ExpectMsg<AbortsChunk>();
        Assert.Equal([2UL, 3UL], chunk.Lines.Select(l => l.Seq));
        Assert.Equal((7UL, 1UL, 4UL), (chunk.Life, chunk.FirstAvailable, chunk.Next));
        _proposals.Tell(new AbortsRequest { Life = 6, From = 2 });
        Assert.Equal((7UL, 0), (ExpectMsg<AbortsChunk>() is var other ? other.Life : 0, 0));
        _proposals.Tell(new AbortsRequest { Life = 7, From = 4, WaitMs = 10_000 });
        ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        var late = Request(9);
        _proposals.Tell(new ProposalsActor.News([], [new(new ProposalReply(_asker.Ref, late.Proposal, ProposalVerdict.Expired) { Number = 9 }, null)]));
        Assert.Equal([9UL], ExpectMsg<AbortsChunk>().Lines.Select(l => l.Seq));
    }

    private IActorRef ActorOfAsTestActorRefLike()
    {
        var parent = Sys.ActorOf(Props.Create(() => new Parent(TestActor)), "consensus");
        parent.Tell("make");
        return ExpectMsg<IActorRef>();
    }

    private object ExpectAny() => ExpectMsg<object>();

    private IActorRef Child(long number)
    {
        Sys.ActorSelection($"/user/consensus/proposals/proposal-{number}").Tell(new Identify(number));
        return ExpectMsg<ActorIdentity>().Subject;
    }

    private ProposalRequest Request(ulong seq) => new(
        new Proposal(new ProposalKey(Origin, 5, seq), EntryKind.Proposal, 1, default), 0, false, Sys.Scheduler.MonotonicClock + TimeSpan.FromSeconds(5), _asker.Ref);

    private ProposalReply Reply(long number, ProposalRequest request) => new(_asker.Ref, request.Proposal, ProposalVerdict.Committed) { Number = number, Index = 9 };

    private static ProposalStep Step(long number, ProposalRequest request, ProposalState? from, ProposalState to) => new(number, request, from, to);

    // Stands where the consensus room stands: what its child says to it, the test hears.
    private sealed class Parent(IActorRef test) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is "make") test.Tell(Context.ActorOf(ProposalsActor.Props(7), ProposalsActor.Name));
            else test.Forward(message);
        }
    }
}
