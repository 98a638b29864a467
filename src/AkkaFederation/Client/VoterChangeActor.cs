using Akka.Actor;
using AkkaFederation.Identity;
using AkkaFederation.Wire;

namespace AkkaFederation.Client;

/// <summary>
/// One change of voters: put to a node, and from there to the leader that it names, again after silence, until a leader has
/// made or refused it or the time is out. Asking twice is harmless: what is done already is answered as done.
/// </summary>
internal sealed class VoterChangeActor : UntypedActor
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(3);
    private readonly ClientNodes _nodes;
    private readonly string _node;
    private readonly VoterStep _step;
    private readonly Did _member;
    private readonly TimeSpan _deadline;
    private readonly TaskCompletionSource<ulong> _result;
    private ICancelable? _timer;
    private string _target;
    private bool _silent;
    private bool _mayBeMade;

    public VoterChangeActor(ClientNodes nodes, string node, VoterStep step, Did member, TimeSpan timeout, TaskCompletionSource<ulong> result)
    {
        _nodes = nodes;
        _node = _target = node;
        _step = step;
        _member = member;
        _deadline = Now + timeout;
        _result = result;
    }

    private static TimeSpan Now => Context.System.Scheduler.MonotonicClock;

    public static Props Props(ClientNodes nodes, string node, VoterStep step, Did member, TimeSpan timeout, TaskCompletionSource<ulong> result) =>
        Akka.Actor.Props.Create(() => new VoterChangeActor(nodes, node, step, member, timeout, result));

    protected override void PreStart() => AskNow();

    protected override void PostStop()
    {
        _timer?.Cancel();
        _result.TrySetException(new VoterChangeException("the client was closed before the change was decided", _mayBeMade));
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ChangeVotersReply reply: OnReply(reply); break;
            case AskAgain:
                if (_silent) _target = _node;
                AskNow();
                break;
            default: Unhandled(message); break;
        }
    }

    private void OnReply(ChangeVotersReply reply)
    {
        switch (reply.Outcome)
        {
            case ChangeOutcome.ChangeDone:
                _result.TrySetResult(reply.Epoch);
                Context.Stop(Self);
                break;
            case ChangeOutcome.ChangeRefused:
                Fail($"The leader refuses: {reply.Reason}.", unsure: false);
                break;
            default:
                _silent = false;
                _mayBeMade |= reply.Outcome == ChangeOutcome.ChangeUnsure;
                _target = reply.LeaderEndpoint.Length > 0 ? reply.LeaderEndpoint : _node;
                Arm(Pause);
                break;
        }
    }

    private void AskNow()
    {
        var left = _deadline - Now;
        _mayBeMade |= _silent;
        if (left <= TimeSpan.Zero)
        {
            Fail(_mayBeMade ? "Nobody can say in time whether the change was made: list the voters, and ask again if need be." : "No leader was found in time; ask again.", _mayBeMade);
            return;
        }

        _nodes.Find(_target).Tell(new ChangeVoters { Step = _step, Did = _member.Value, TtlMs = (uint)Math.Ceiling(left.TotalMilliseconds) }, Self);
        _silent = true;
        Arm(Silence < left ? Silence : left);
    }

    private void Fail(string message, bool unsure)
    {
        _result.TrySetException(new VoterChangeException(message, unsure));
        Context.Stop(Self);
    }

    private void Arm(TimeSpan after)
    {
        _timer?.Cancel();
        _timer = Context.System.Scheduler.ScheduleTellOnceCancelable(after, Self, AskAgain.Instance, Self);
    }

    private sealed record AskAgain
    {
        public static readonly AskAgain Instance = new();
    }
}
