#nullable disable
using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Persistence.Journal;

/// <summary>Answers a <see cref="WriteMessages"/>: first how the whole went, then each event in its place, with its own sender.</summary>
internal static class WriteResponses
{
    public static void Send(WriteMessages request, IPersistentEnvelope[] envelopes, Task<IImmutableList<Exception>> done, int writes, IActorRef journal)
    {
        IActorRef actor = request.PersistentActor;
        int instance = request.ActorInstanceId;
        Exception failure = done.IsCompletedSuccessfully ? WrongCount(done.Result, writes) : Cause(done);
        actor.Tell(failure is null ? WriteMessagesSuccessful.Instance : new WriteMessagesFailed(failure, writes), journal);
        IImmutableList<Exception> rejections = failure is null ? done.Result : null;
        int write = 0;
        foreach (IPersistentEnvelope envelope in envelopes)
        {
            if (envelope is not AtomicWrite atomic)
            {
                actor.Tell(new LoopMessageSuccess(envelope.Payload, instance), envelope.Sender);
                continue;
            }

            Exception rejection = rejections is { Count: > 0 } ? rejections[write] : null;
            write++;
            foreach (IPersistentRepresentation p in atomic.Events)
                actor.Tell(Outcome(p, failure, rejection, instance), p.Sender);
        }
    }

    private static IJournalResponse Outcome(IPersistentRepresentation p, Exception failure, Exception rejection, int instance) =>
        failure is not null ? new WriteMessageFailure(p, failure, instance)
        : rejection is not null ? new WriteMessageRejected(p, rejection, instance)
        : new WriteMessageSuccess(p, instance);

    private static Exception Cause(Task done) =>
        done.IsCanceled ? new TaskCanceledException(done) : done.Exception.InnerExceptions.Count == 1 ? done.Exception.InnerException : done.Exception;

    private static InvalidOperationException WrongCount(IImmutableList<Exception> result, int writes) =>
        result is null or { Count: 0 } || result.Count == writes
            ? null
            : new InvalidOperationException($"WriteMessagesAsync returned {result.Count} results for {writes} writes.");
}
