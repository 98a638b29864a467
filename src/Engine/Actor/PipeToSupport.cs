#nullable disable
using AkkaFederation.Engine;

namespace Akka.Actor;

/// <summary>Sends the outcome of a task to an actor: its result, or a <see cref="Status.Failure"/>.</summary>
public static class PipeToSupport
{
    public static Task PipeTo<T>(this Task<T> taskToPipe, ICanTell recipient, IActorRef sender = null, Func<T, object> success = null, Func<Exception, object> failure = null) =>
        taskToPipe.PipeTo(recipient, false, sender, success, failure);

    public static Task PipeTo<T>(this ValueTask<T> taskToPipe, ICanTell recipient, IActorRef sender = null, Func<T, object> success = null, Func<Exception, object> failure = null) =>
        taskToPipe.AsTask().PipeTo(recipient, false, sender, success, failure);

    public static Task PipeTo<T>(this ValueTask<T> taskToPipe, ICanTell recipient, bool useConfigureAwait, IActorRef sender = null, Func<T, object> success = null, Func<Exception, object> failure = null) =>
        taskToPipe.AsTask().PipeTo(recipient, useConfigureAwait, sender, success, failure);

    public static async Task PipeTo<T>(this Task<T> taskToPipe, ICanTell recipient, bool useConfigureAwait, IActorRef sender = null, Func<T, object> success = null, Func<Exception, object> failure = null)
    {
        object outcome;
        try
        {
            T result = await taskToPipe.ConfigureAwait(useConfigureAwait || EngineEnvironment.IsOneThread);
            outcome = success is null ? result : success(result);
        }
        catch (Exception e)
        {
            outcome = failure is null ? new Status.Failure(e) : failure(e);
        }

        recipient.Tell(outcome, sender);
    }

    public static Task PipeTo(this Task taskToPipe, ICanTell recipient, IActorRef sender = null, Func<object> success = null, Func<Exception, object> failure = null) =>
        taskToPipe.PipeTo(recipient, false, sender, success, failure);

    public static Task PipeTo(this ValueTask taskToPipe, ICanTell recipient, IActorRef sender = null, Func<object> success = null, Func<Exception, object> failure = null) =>
        taskToPipe.AsTask().PipeTo(recipient, false, sender, success, failure);

    public static Task PipeTo(this ValueTask taskToPipe, ICanTell recipient, bool useConfigureAwait, IActorRef sender = null, Func<object> success = null, Func<Exception, object> failure = null) =>
        taskToPipe.AsTask().PipeTo(recipient, useConfigureAwait, sender, success, failure);

    /// <summary>Without <paramref name="success"/> a task that has no result sends <see cref="Status.Success"/>.</summary>
    public static async Task PipeTo(this Task taskToPipe, ICanTell recipient, bool useConfigureAwait, IActorRef sender = null, Func<object> success = null, Func<Exception, object> failure = null)
    {
        object outcome;
        try
        {
            await taskToPipe.ConfigureAwait(useConfigureAwait || EngineEnvironment.IsOneThread);
            outcome = success is null ? Status.Success.Instance : success();
        }
        catch (Exception e)
        {
            outcome = failure is null ? new Status.Failure(e) : failure(e);
        }

        recipient.Tell(outcome, sender);
    }
}
