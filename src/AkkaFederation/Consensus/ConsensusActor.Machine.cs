using Akka.Actor;
using AkkaFederation.Hosting;
using AkkaFederation.Wire;

namespace AkkaFederation.Consensus;

// The user's state machine: what it gets, and what it gives back.
internal sealed partial class ConsensusActor
{
    private IActorRef _machine = ActorRefs.Nobody;

    // Tells what the state machine says of one core from what it said of an earlier one.
    private int _machineLife;

    private void StartMachine()
    {
        if (_runtime.StateMachine is { } create) _machine = Context.ActorOf(StateMachineActor.Props(create), StateMachineActor.Name);
    }

    /// <summary>Puts a snapshot into a core that has not begun yet, and into the state machine; false: it does not fit.</summary>
    private bool BeginMachine(ConsensusCore core, SnapshotEffect.Restored? snapshot)
    {
        try
        {
            var state = snapshot is null ? null : SnapshotAssembly.Restore(core, snapshot.Record, snapshot.Parts);
            if (!_machine.IsNobody()) _machine.Tell(new StateMachineActor.Begin(++_machineLife, snapshot?.Record.Mark ?? 0, state));
            return true;
        }
        catch (FormatException wrong)
        {
            End($"the snapshot of entry {snapshot!.Record.Mark} cannot be used by this version: {wrong.Message}", wrong, FederationStartException.FailureExitCode);
            return false;
        }
    }

    private void OnMachineApplied(StateMachineActor.Applied m)
    {
        if (_core is null || m.Life != _machineLife) return;
        _core.MachineApplied(m.Index, m.Results);
        QueueFlush();
    }

    private void OnMachineFailed(StateMachineActor.Failed m) =>
        End($"{m.Problem}: {m.Cause.GetType().Name}: {LogText.Escape(m.Cause.Message)}", m.Cause, FederationStartException.FailureExitCode);

    private void OnQuestion(MachineQuestion m)
    {
        if (_core is null) Sender.Tell(new MachineReply { Refusal = "this node does not vote" }, Self);
        else if (_machine.IsNobody()) Sender.Tell(new MachineReply { Refusal = "this node has no state machine" }, Self);
        else if (m.TtlMs == 0) _machine.Forward(m);
        else
        {
            // One exchange: between a read index and a question of its own the node could have begun a new life, with an older state.
            _core.Read(new ReadRequest(Now + TimeSpan.FromMilliseconds(Math.Min(m.TtlMs, LongestTtlMs)), new WaitingQuestion(Sender, m)));
            QueueFlush();
        }
    }

    private void Answer(WaitingQuestion waiting, ReadOutcome outcome)
    {
        if (outcome == ReadOutcome.ReadReady) _machine.Tell(waiting.Question, waiting.Asker);
        else waiting.Asker.Tell(new MachineReply { Outcome = outcome, Refusal = "no leader confirmed a read index in time, or too many reads wait" }, Self);
    }

    private sealed record WaitingQuestion(IActorRef Asker, MachineQuestion Question);
}
