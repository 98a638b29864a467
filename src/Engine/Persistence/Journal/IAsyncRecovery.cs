#nullable disable
using Akka.Actor;

namespace Akka.Persistence.Journal;

/// <summary>The reading half of a journal.</summary>
public interface IAsyncRecovery
{
    /// <summary>Calls back for each event in [from, to], ascending, at most <paramref name="max"/> of them; then completes.</summary>
    Task ReplayMessagesAsync(
        IActorContext context,
        string persistenceId,
        long fromSequenceNr,
        long toSequenceNr,
        long max,
        Action<IPersistentRepresentation> recoveryCallback);

    /// <summary>The highest number ever written for the id, whether deleted or not; 0 if none.</summary>
    /// <param name="persistenceId">Whose.</param>
    /// <param name="fromSequenceNr">The caller knows that it is not below this: a hint.</param>
    Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr);
}
