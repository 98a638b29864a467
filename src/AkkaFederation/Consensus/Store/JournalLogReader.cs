using Akka.Actor;
using Akka.Persistence;

namespace AkkaFederation.Consensus;

/// <summary>Reads through the journal plugin, whichever it is, with the question that a recovering actor asks.</summary>
internal sealed class JournalLogReader(IActorRef journal, string persistenceId) : ILogReader
{
    public void Read(long fromSequence, long toSequence, IActorRef reader) =>
        journal.Tell(new ReplayMessages(fromSequence, toSequence, long.MaxValue, persistenceId, reader), reader);
}
