#nullable disable
namespace Akka.Actor;

public partial class ActorCell
{
    private TimeSpan? _receiveTimeout;
    private ICancelable _receiveTimeoutTask;

    public TimeSpan? ReceiveTimeout => _receiveTimeout;

    public void SetReceiveTimeout(TimeSpan? timeout = null)
    {
        _receiveTimeout = timeout > TimeSpan.Zero ? timeout : null;
        if (_receiveTimeout is null)
            CancelReceiveTimeout();
    }

    /// <summary>Begins to wait anew.</summary>
    public void CheckReceiveTimeout(bool reschedule = true)
    {
        if (_receiveTimeout is not { } timeout || _mailbox.MessageQueue.HasMessages)
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
