using AkkaFederation.Identity;

namespace AkkaFederation.Gateway;

/// <summary>Something asked of the gateway, from the caller's call to its end. Ended once, by whoever comes first.</summary>
internal abstract class PendingCall(Did peer)
{
    public Did Peer { get; } = peer;

    /// <summary>Called once, by whoever ends it.</summary>
    public Action Ended { get; set; } = () => { };

    public bool Fail(GatewayException error) => End(TrySetException(error));

    public bool Cancel(CancellationToken ct) => End(TrySetCanceled(ct));

    protected abstract bool TrySetException(GatewayException error);

    protected abstract bool TrySetCanceled(CancellationToken ct);

    protected bool End(bool first)
    {
        if (first) Ended();
        return first;
    }
}

/// <inheritdoc/>
internal abstract class PendingCall<T>(Did peer) : PendingCall(peer)
{
    // Callers' continuations must not run on an actor's turn.
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Answer => _answer.Task;

    public bool Complete(T answer) => End(_answer.TrySetResult(answer));

    protected override bool TrySetException(GatewayException error) => _answer.TrySetException(error);

    protected override bool TrySetCanceled(CancellationToken ct) => _answer.TrySetCanceled(ct);
}
