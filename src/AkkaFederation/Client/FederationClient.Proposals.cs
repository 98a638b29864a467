using Akka.Actor;
using AkkaFederation.Client;
using AkkaFederation.Consensus;
using AkkaFederation.Identity;

namespace AkkaFederation;

// Proposals, and what becomes of those in doubt.
public sealed partial class FederationClient
{
    /// <summary>Whose proposals this client makes.</summary>
    public Did Self => _self;

    /// <summary>Proposes <paramref name="payload"/> to the federation's log; completes with how that ended.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up; the proposal may be committed all the same.</exception>
    /// <exception cref="NotLeaderException">Embedded in a node that does not lead and has forwarding off.</exception>
    /// <exception cref="ObjectDisposedException">The client has ended, or its actor system has been shut down.</exception>
    public Task<ProposalOutcome> ProposeAsync(ReadOnlyMemory<byte> payload, ProposeOptions? options = null, CancellationToken ct = default)
    {
        ct.ThrowIfCancellationRequested();
        return Carry(new ClientProposal(payload, options ?? new ProposeOptions()), ct);
    }

    /// <summary>
    /// Settles a proposal of this identity whose outcome was <see cref="ProposalOutcome.Indeterminate"/>, for good:
    /// <see cref="ProposalOutcome.Committed"/> with the index at which it was applied, or <see cref="ProposalOutcome.Aborted"/>
    /// (<see cref="AbortCause.Fenced"/>) when it never was and now never can be, wherever a copy may still be on its way.
    /// <see cref="ProposalOutcome.Indeterminate"/> again if the federation could not decide in time: ask once more.
    /// </summary>
    /// <param name="session">The session of the proposal, from its outcome.</param>
    /// <param name="id">The proposal, from its outcome; its origin is this identity.</param>
    /// <param name="ttl">How long to try; 5 s by default.</param>
    /// <param name="ct">To give up.</param>
    /// <exception cref="InvalidOperationException">It cannot be settled: its session has expired or has gone too far ahead.</exception>
    public Task<ProposalOutcome> ResolveAsync(ulong session, ProposalId id, TimeSpan? ttl = null, CancellationToken ct = default)
    {
        ct.ThrowIfCancellationRequested();
        ArgumentOutOfRangeException.ThrowIfZero(session);
        ArgumentOutOfRangeException.ThrowIfZero(id.Seq, nameof(id));
        if (id.Origin != _self) throw new ArgumentException($"The proposal is of {id.Origin}, and only its own origin ({_self} here) settles it.", nameof(id));
        var options = ttl is { } time ? new ProposeOptions { Ttl = time } : new ProposeOptions();
        return Carry(new ClientProposal(default, options) { Kind = EntryKind.Resolved, Session = session, Seq = id.Seq, Id = id }, ct);
    }

    /// <summary>Settles a proposal by the outcome that it had; one that is decided already is given back as it is.</summary>
    /// <inheritdoc cref="ResolveAsync(ulong, ProposalId, TimeSpan?, CancellationToken)"/>
    public Task<ProposalOutcome> ResolveAsync(ProposalOutcome outcome, TimeSpan? ttl = null, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        return outcome is ProposalOutcome.Indeterminate ? ResolveAsync(outcome.Session, outcome.Id, ttl, ct) : Task.FromResult(outcome);
    }

    private Task<ProposalOutcome> Carry(ClientProposal proposal, CancellationToken ct)
    {
        _gate.Enter(proposal);
        if (ct.CanBeCanceled)
        {
            var registration = ct.Register(() => proposal.Cancel(ct));
            proposal.Outcome.ContinueWith(_ => registration.Dispose(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Current);
        }

        _actor.Tell(proposal);
        return proposal.Outcome;
    }
}
