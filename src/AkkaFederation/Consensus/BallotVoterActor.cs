using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using AkkaFederation.Hosting;
using AkkaFederation.Wire;
using Google.Protobuf;

namespace AkkaFederation.Consensus;

/// <summary>
/// This node's votes in ballots: each is on disk before it is signed, and signed before anybody is told, so that a node that
/// is killed at any moment never says two things to one ballot. A vote is final: asked again, it is given again; another one
/// is refused. Votes in ballots that are decided are forgotten when no other is kept.
/// </summary>
internal sealed class BallotVoterActor : UntypedPersistentActor
{
    public const string Name = "ballots";
    private readonly FederationRuntime _runtime;
    private readonly byte[] _genesis;
    private readonly SortedDictionary<ulong, BallotVoted> _votes = [];
    private readonly SortedSet<ulong> _decided = [];

    public BallotVoterActor(FederationRuntime runtime, byte[] genesis) => (_runtime, _genesis) = (runtime, genesis);

    /// <inheritdoc/>
    public override string PersistenceId => $"ballots-{_runtime.ClusterId}-{_runtime.Self}";

    public static Props Props(FederationRuntime runtime, byte[] genesis) => Akka.Actor.Props.Create(() => new BallotVoterActor(runtime, genesis));

    protected override void OnRecover(object message)
    {
        if (message is BallotVoted vote) _votes.TryAdd(vote.Ballot, vote);
    }

    protected override void OnCommand(object message)
    {
        switch (message)
        {
            case Cast m: OnCast(m); break;
            case Forget m: OnForget(m.Ballot); break;
            case DeleteMessagesSuccess: break;
            case DeleteMessagesFailure m: Log.Warning("Older votes cannot be deleted: {0}", m.Cause.Message); break;
            default: Unhandled(message); break;
        }
    }

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) => Context.Parent.Tell(new Failed(cause));

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr) => Context.Parent.Tell(new Failed(cause));

    protected override void OnRecoveryFailure(Exception reason, object? message = null) => Context.Parent.Tell(new Failed(reason));

    private void OnCast(Cast m)
    {
        if (_votes.TryGetValue(m.Ballot, out var known))
        {
            if (known.Choice != (uint)m.Choice && m.Insists)
                Context.Parent.Tell(new Refused(m.Ballot, $"this node has voted '{BallotCodec.Choice(known.Choice)}' in ballot {m.Ballot}, and a vote is final", m.Asker));
            else
                Sign(known, m.Asker);
            return;
        }

        var vote = new BallotVoted { Ballot = m.Ballot, Choice = (uint)m.Choice, Opening = UnsafeByteOperations.UnsafeWrap(m.OpeningHash) };
        Persist(vote, written =>
        {
            _votes.TryAdd(written.Ballot, written);
            Sign(written, m.Asker);
        });
    }

    private void Sign(BallotVoted vote, IActorRef? asker)
    {
        var choice = BallotCodec.Choice(vote.Choice);
        var statement = BallotVoteStatement.Create(_genesis, vote.Ballot, vote.Opening.Span, choice);
        Context.Parent.Tell(new Voted(vote.Ballot, choice, _runtime.Signer.Sign(statement), asker));
    }

    private void OnForget(ulong ballot)
    {
        if (!_votes.ContainsKey(ballot)) return;
        _decided.Add(ballot);
        if (_decided.Count < _votes.Count) return;
        _votes.Clear();
        _decided.Clear();
        DeleteMessages(LastSequenceNr);
    }

    /// <summary>This node is to vote so; <see cref="Insists"/> if the asker wants to hear of another vote before.</summary>
    public sealed record Cast(ulong Ballot, byte[] OpeningHash, BallotChoice Choice, bool Insists, IActorRef? Asker);

    /// <summary>The ballot is decided: nobody needs this node's vote any more.</summary>
    public sealed record Forget(ulong Ballot);

    /// <summary>The vote is on disk, and signed.</summary>
    public sealed record Voted(ulong Ballot, BallotChoice Choice, byte[] Signature, IActorRef? Asker);

    /// <summary>Another vote stands.</summary>
    public sealed record Refused(ulong Ballot, string Reason, IActorRef? Asker);

    /// <summary>Votes cannot be read or written.</summary>
    public sealed record Failed(Exception Cause);
}
