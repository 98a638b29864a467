using Akka.Actor;
using AkkaFederation.Hosting;
using AkkaFederation.Wire;

namespace AkkaFederation.Consensus;

// The user's state machine: what it gets, and what it gives back.
internal sealed partial class ConsensusActor
{
    private IActorRef _machine = ActorRefs.Nobody;

    private MachineOptions? MachineOptions => _runtime.StateMachine is null ? null : new MachineOptions();

    private void StartMachine()
    {
        if (_runtime.StateMachine is { } create) _machine = Context.ActorOf(StateMachineActor.Props(create), StateMachineActor.Name);
    }

    private void OnMachineApplied(StateMachineActor.Applied m)
    {
        if (_core is null) return;
        _core.MachineApplied(m.Index, m.Results);
        QueueFlush();
    }

    private void OnMachineFailed(StateMachineActor.Failed m) =>
        End($"{m.Problem}: {m.Cause.GetType().Name}: {LogText.Escape(m.Cause.Message)}", m.Cause, FederationStartException.FailureExitCode);

    private void OnQuestion(MachineQuestion m)
    {
        if (_core is null) Sender.Tell(new MachineReply { Refusal = "this node does not vote" }, Self);
        else if (_machine.IsNobody()) Sender.Tell(new MachineReply { Refusal = "this node has no state machine" }, Self);
        else _machine.Forward(m);
    }
}
