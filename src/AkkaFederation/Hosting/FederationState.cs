using AkkaFederation.Membership;

namespace AkkaFederation.Hosting;

/// <summary>Whether the node serves, and why it does not any more; what a program can await. Thread-safe.</summary>
internal sealed class FederationState
{
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<FederationStartException> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private MembershipSnapshot? _membership;

    /// <summary>The newest view of the federation; null until membership has published one.</summary>
    public MembershipSnapshot? Membership
    {
        get => Volatile.Read(ref _membership);
        set => Volatile.Write(ref _membership, value);
    }

    public Task WhenReady => _ready.Task;

    public Task<FederationStartException> WhenEnded => _ended.Task;

    /// <summary>Why participation ended; null while it goes on.</summary>
    public FederationStartException? Error => _ended.Task.IsCompletedSuccessfully ? _ended.Task.Result : null;

    public void Ready() => _ready.TrySetResult();

    /// <summary>True for the first end, which is the one that counts.</summary>
    public bool End(FederationStartException error)
    {
        if (!_ended.TrySetResult(error)) return false;

        // Whoever does not wait for readiness must not be told of an exception that nobody observed.
        if (_ready.TrySetException(error)) _ = _ready.Task.Exception;
        return true;
    }
}
