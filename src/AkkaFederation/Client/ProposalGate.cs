namespace AkkaFederation.Client;

/// <summary>
/// Between the callers of a client and its actor: whatever has come in is answered, also when the actor ends before it has
/// read it. Thread-safe.
/// </summary>
internal sealed class ProposalGate
{
    private readonly Lock _lock = new();
    private readonly HashSet<ClientProposal> _inside = [];
    private bool _closed;

    /// <exception cref="ObjectDisposedException">The client has ended.</exception>
    public void Enter(ClientProposal proposal)
    {
        proposal.Done = Leave;
        lock (_lock)
        {
            if (_closed) throw new ObjectDisposedException(nameof(FederationClient), "The client has ended, or its actor system has been shut down; nothing was proposed.");
            _inside.Add(proposal);
        }
    }

    /// <summary>Lets nobody in any more, and answers who is inside.</summary>
    public void Close()
    {
        ClientProposal[] left;
        lock (_lock)
        {
            _closed = true;
            left = [.. _inside];
        }

        foreach (var proposal in left) proposal.Complete(proposal.Undecided);
    }

    private void Leave(ClientProposal proposal)
    {
        lock (_lock) _inside.Remove(proposal);
    }
}
