using Akka.Actor;

namespace AkkaFederation.Consensus;

/// <summary>
/// Reads what a voter's journal holds, beside the voter that writes it: read-only, and never through the voter's own actor.
/// Whatever journal there is serves it, as recovery is served: on SQLite over a connection of its own, on the write-ahead
/// journal from the segments, in a simulation from the simulated disk.
/// </summary>
internal interface ILogReader
{
    /// <summary>
    /// Asks for the events with these sequence numbers. Told to the reader: a <c>ReplayedMessage</c> for each event that
    /// exists, in order, then <c>RecoverySuccess</c>, or <c>ReplayMessagesFailure</c>.
    /// </summary>
    void Read(long fromSequence, long toSequence, IActorRef reader);
}
