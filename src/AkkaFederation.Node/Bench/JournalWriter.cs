using System.Diagnostics;
using Akka.Persistence;
using AkkaFederation.Node.Cli;

namespace AkkaFederation.Node.Bench;

/// <summary>What every writer is asked to do.</summary>
internal sealed record JournalLoad(byte[] Payload, TimeSpan WarmUp, TimeSpan Window);

/// <summary>Persists one event after the other; what was durable within the window after the warm-up counts.</summary>
internal sealed class JournalWriter(string id, JournalLoad load, TaskCompletionSource<Latencies> result) : UntypedPersistentActor
{
    private readonly Latencies _times = new();
    private long _started;

    public override string PersistenceId => id;

    protected override void OnRecover(object message)
    {
        if (message is not RecoveryCompleted)
            return;
        _started = Stopwatch.GetTimestamp();
        Write();
    }

    protected override void OnCommand(object message) => Unhandled(message);

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) => Fail(cause);

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr) => Fail(cause);

    protected override void OnRecoveryFailure(Exception reason, object? message = null) => Fail(reason);

    private void Write()
    {
        var begun = Stopwatch.GetTimestamp();
        Persist(load.Payload, _ =>
        {
            var sinceStart = Stopwatch.GetElapsedTime(_started) - load.WarmUp;
            if (sinceStart >= load.Window)
            {
                result.TrySetResult(_times);
                return;
            }

            if (sinceStart >= TimeSpan.Zero)
                _times.Add(Stopwatch.GetElapsedTime(begun));
            Write();
        });
    }

    private void Fail(Exception cause) => result.TrySetException(FedException.Failed(cause.Message));
}
