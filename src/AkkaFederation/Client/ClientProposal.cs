namespace AkkaFederation.Client;

/// <summary>One proposal from the caller's call to its answer. The actor owns it; only the task is seen outside.</summary>
internal sealed class ClientProposal(ReadOnlyMemory<byte> payload, ProposeOptions options)
{
    // Callers' continuations must not run on the client actor's turn.
    private readonly TaskCompletionSource<ProposalOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ReadOnlyMemory<byte> Payload { get; } = payload;

    public ProposeOptions Options { get; } = options;

    public Task<ProposalOutcome> Outcome => _outcome.Task;

    public bool IsDone => _outcome.Task.IsCompleted;

    public ulong Seq { get; set; }

    /// <summary>Fixed before it is sent for the first time.</summary>
    public ProposalId Id { get; set; }

    public TimeSpan Deadline { get; set; }

    public TimeSpan SentAt { get; set; }

    /// <summary>The node that it was sent to last.</summary>
    public string SentTo { get; set; } = "";

    /// <summary>Nodes that may have it in progress: those that it was sent to and that have not said otherwise.</summary>
    public HashSet<string> MayHaveIt { get; } = [];

    public void Complete(ProposalOutcome outcome) => _outcome.TrySetResult(outcome);

    public void Fail(Exception cause) => _outcome.TrySetException(cause);

    public void Cancel(CancellationToken ct) => _outcome.TrySetCanceled(ct);
}
