using Akka.Actor;
using Akka.Persistence;

namespace Engine.Conformance.Persistence;

/// <summary>A persistent actor whose behaviour is given by the test. Reports to the test's probe.</summary>
public sealed class Script : UntypedPersistentActor
{
    private readonly IActorRef _probe;
    private readonly Action<Script, object> _onCommand;

    public Script(string id, IActorRef probe, Action<Script, object> onCommand, Action<Script>? configure)
    {
        PersistenceId = id;
        _probe = probe;
        _onCommand = onCommand;
        Plan = Recovery.Default;
        configure?.Invoke(this);
    }

    public override string PersistenceId { get; }

    public override Recovery Recovery => Plan;

    public Recovery Plan { get; set; }

    public string JournalPlugin
    {
        set => JournalPluginId = value;
    }

    public string SnapshotPlugin
    {
        set => SnapshotPluginId = value;
    }

    public Action<object>? Recovering { get; set; }

    public Action? Starting { get; set; }

    public IActorContext Inside => Context;

    public IActorRef Myself => Self;

    public IActorRef From => Sender;

    public List<string> State { get; } = [];

    public void Report(object message) => _probe.Tell(message, ActorRefs.NoSender);

    public void Async(Func<Task> work) => RunTask(work);

    public void NotUnderstood(object message) => Unhandled(message);

    protected override void PreStart()
    {
        Starting?.Invoke();
        base.PreStart();
    }

    protected override void OnCommand(object message) => _onCommand(this, message);

    protected override void OnRecover(object message)
    {
        if (Recovering is not null)
            Recovering(message);
        else if (message is RecoveryCompleted)
            Report("recovered");
        else
            State.Add(message is SnapshotOffer offer ? "snapshot " + offer.Snapshot : message.ToString()!);
    }

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        Report($"failure {@event} {sequenceNr} {cause.Message}");
        base.OnPersistFailure(cause, @event, sequenceNr);
    }

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        Report($"rejected {@event} {sequenceNr} {cause.Message}");
        base.OnPersistRejected(cause, @event, sequenceNr);
    }

    protected override void OnRecoveryFailure(Exception reason, object? message = null)
    {
        Report($"recovery failure {message ?? "-"} {reason.Message}");
        base.OnRecoveryFailure(reason, message!);
    }
}
