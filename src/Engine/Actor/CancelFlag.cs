#nullable disable
namespace Akka.Actor;

/// <summary>The cheapest cancelable: a flag that the scheduler looks at. It offers no token.</summary>
internal class CancelFlag : ICancelable
{
    private volatile bool _cancelled;

    public virtual bool IsCancellationRequested => _cancelled;

    public CancellationToken Token => IsCancellationRequested ? new CancellationToken(canceled: true) : CancellationToken.None;

    public void Cancel() => _cancelled = true;

    public void Cancel(bool throwOnFirstException) => Cancel();

    public void CancelAfter(TimeSpan delay) => throw new NotSupportedException("The engine's own timers are cancelled at once or not at all");

    public void CancelAfter(int millisecondsDelay) => CancelAfter(TimeSpan.FromMilliseconds(millisecondsDelay));
}
