namespace AkkaFederation;

/// <summary>
/// A replicated state machine of the embedding application: the same log applied to the same beginning gives the same state
/// on every voter and learner. Registered with <see cref="Hosting.FederationOptions.StateMachine"/>.
/// </summary>
/// <remarks>
/// <para><b>Threading.</b> All members are called by one actor, one at a time and never from two threads at once; only the
/// writing of a snapshot (<see cref="IStateSnapshot.Write"/>) runs beside later calls. A slow call holds up neither heartbeats
/// nor elections: entries wait, reads wait, and the leader refuses proposals while too many wait.</para>
/// <para><b>Determinism.</b> <see cref="Apply"/> must depend on nothing but the state and the entry: no clock (use
/// <see cref="StateMachineEntry.Time"/>), no randomness, no settings of the node, no files or network, no order of a hash table,
/// no culture. Replicas compare digests at every checkpoint; one that differs ends its participation.</para>
/// <para><b>Errors.</b> A command that cannot be done is a result, not an exception. An exception out of any member but
/// <see cref="Query"/> ends this node's participation with an error that names the entry: to go on would let its state differ
/// from the others'. One out of <see cref="Query"/> is told to the asker.</para>
/// </remarks>
public interface IStateMachine
{
    /// <summary>Applies one committed proposal. Each comes once, in log order; after a restart those since the snapshot come again.</summary>
    /// <returns>The result for the proposer; part of the replicated state, so as deterministic as the state itself.</returns>
    ReadOnlyMemory<byte> Apply(in StateMachineEntry entry);

    /// <summary>Answers a question from the state as it is; changes nothing.</summary>
    /// <exception cref="NotSupportedException">It answers none; the asker is told so, and nothing else happens.</exception>
    ReadOnlyMemory<byte> Query(ReadOnlyMemory<byte> question) => throw new NotSupportedException("the state machine answers no questions");

    /// <summary>
    /// Holds the state as it is now, to be written while later entries are applied; quick, as entries wait meanwhile. An
    /// immutable collection is held by its reference; other state is written here (<see cref="StateSnapshot.Of(ReadOnlyMemory{byte})"/>).
    /// </summary>
    IStateSnapshot Snapshot();

    /// <summary>Takes the place of the whole state; the stream holds what a snapshot of the same state machine has written.</summary>
    void Restore(Stream snapshot);
}
