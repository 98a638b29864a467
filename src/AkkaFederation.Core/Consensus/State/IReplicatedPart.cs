using System.Buffers;

namespace AkkaFederation.Consensus;

/// <summary>
/// A piece of state that every replica computes from the committed log and from nothing else: sessions, configuration,
/// ballots. A checkpoint holds the digest of each, and a snapshot its bytes.
/// </summary>
/// <remarks>
/// Rules for whoever implements one: 1. <see cref="Apply"/> is a function of the state and the entry; no clock (log time is
/// in the entry), no setting of this node, no randomness, no order of a hash table. 2. the bytes of <see cref="Write"/> are
/// the same wherever the state is: sorted, fixed layout. 3. what <see cref="Restore"/> reads gives the same bytes again.
/// 4. entries that are not committed never come here: what a leader must know of them is kept apart. 5. results of the
/// user's state machine are no part of it: that runs beside the core and may be behind (<see cref="MachineFeed"/>), so that no
/// two nodes would have the same results at the same entry. They are kept for retries in <see cref="ResultRing"/>.
/// </remarks>
internal interface IReplicatedPart
{
    /// <summary>Its name in checkpoints: 1 to 16 lower-case ASCII letters, digits or hyphens, for ever the same.</summary>
    string Name { get; }

    /// <summary>Takes in the next committed entry, of whatever kind; called in log order, each entry once.</summary>
    void Apply(LogEntry entry);

    /// <summary>Writes the whole state in its one canonical form.</summary>
    void Write(IBufferWriter<byte> output);

    /// <summary>Takes the place of the whole state.</summary>
    /// <exception cref="FormatException">These are not bytes that <see cref="Write"/> has written; the state may be half taken over.</exception>
    void Restore(ReadOnlySequence<byte> bytes);
}
