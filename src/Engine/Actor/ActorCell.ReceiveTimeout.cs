#nullable disable
namespace Akka.Actor;

public partial class ActorCell
{
    private TimeSpan? _receiveTimeout;
    private ICancelable _receiveTimeoutTask;

    // Set while a message was handled that does not count as activity: it has to be scheduled all the same.
    private bool _receiveTimeoutChanged;

    public TimeSpan? ReceiveTimeout => _receiveTimeout;

    public void SetReceiveTimeout(TimeSpan? timeout = null)
    {
        _receiveTimeout = timeout > TimeSpan.Zero ? timeout : null;
        _receiveTimeoutChanged = true;
        if (_receiveTimeout is null)
            CancelReceiveTimeout();
    }

    /// <summary>Begins to wait anew.</summary>
    public void CheckReceiveTimeout(bool reschedule = true)
    {
        _receiveTimeoutChanged = false;
        if (_receiveTimeout is not { } timeout)
        {
            CancelReceiveTimeout();
            return;
        }

        if (!reschedule && _receiveTimeoutTask is not null)
            return;
        CancelReceiveTimeout();
        _receiveTimeoutTask = new CancelFlag();
        _system.Scheduler.ScheduleTellOnce(timeout, _self, Akka.Actor.ReceiveTimeout.Instance, _self, _receiveTimeoutTask);
    }

    private void CancelReceiveTimeout()
    {
        _receiveTimeoutTask?.Cancel();
        _receiveTimeoutTask = null;
    }
}
