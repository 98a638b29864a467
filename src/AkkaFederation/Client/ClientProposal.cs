using AkkaFederation.Consensus;

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

    /// <summary>A proposal, or a resolution of one.</summary>
    public EntryKind Kind { get; init; } = EntryKind.Proposal;

    public ulong Seq { get; set; }

    /// <summary>The session that it goes by; 0 until it is sent for the first time.</summary>
    public ulong Session { get; set; }

    /// <summary>How often it was sent in that session.</summary>
    public int Sends { get; set; }

    /// <summary>Whether it has been taken from a session that was gone to another one.</summary>
    public bool Moved { get; set; }

    public SentKey Key => new(Session, Seq, Kind);

    /// <summary>Fixed before it is sent for the first time.</summary>
    public ProposalId Id { get; set; }

    public TimeSpan Deadline { get; set; }

    public TimeSpan SentAt { get; set; }

    /// <summary>The node that it was sent to last.</summary>
    public string SentTo { get; set; } = "";

    /// <summary>Nodes that may have it in progress: those that it was sent to and that have not said otherwise.</summary>
    public HashSet<string> MayHaveIt { get; } = [];

    /// <summary>What is to be said when nothing more will be heard of it.</summary>
    public ProposalOutcome Undecided => MayHaveIt.Count > 0 ? new ProposalOutcome.Indeterminate(Id, Session) : new ProposalOutcome.Expired(Id, Session);

    public void Complete(ProposalOutcome outcome)
    {
        _outcome.TrySetResult(outcome);
        Done?.Invoke(this);
    }

    public void Fail(Exception cause)
    {
        _outcome.TrySetException(cause);
        Done?.Invoke(this);
    }

    public void Cancel(CancellationToken ct)
    {
        _outcome.TrySetCanceled(ct);
        Done?.Invoke(this);
    }

    /// <summary>Called when it has its outcome, perhaps more than once.</summary>
    public Action<ClientProposal>? Done { get; set; }
}

/// <summary>What a client tells what it has sent apart by; in the order of sessions.</summary>
internal readonly record struct SentKey(ulong Session, ulong Seq, EntryKind Kind) : IComparable<SentKey>
{
    public int CompareTo(SentKey other) => (Session, Seq, Kind).CompareTo((other.Session, other.Seq, other.Kind));
}
