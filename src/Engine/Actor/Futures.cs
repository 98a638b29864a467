#nullable disable
using Akka.Dispatch;
using AkkaFederation.Engine;

namespace Akka.Actor;

/// <summary>Ask: a message with a task for its reply.</summary>
public static class Futures
{
    public static Task<object> Ask(this ICanTell self, object message, TimeSpan? timeout = null) =>
        self.Ask<object>(_ => message, timeout, CancellationToken.None);

    public static Task<object> Ask(this ICanTell self, object message, CancellationToken cancellationToken) =>
        self.Ask<object>(_ => message, null, cancellationToken);

    public static Task<object> Ask(this ICanTell self, object message, TimeSpan? timeout, CancellationToken cancellationToken) =>
        self.Ask<object>(_ => message, timeout, cancellationToken);

    public static Task<T> Ask<T>(this ICanTell self, object message, TimeSpan? timeout = null) =>
        Send<T>(self, message, null, timeout, CancellationToken.None);

    public static Task<T> Ask<T>(this ICanTell self, object message, CancellationToken cancellationToken) =>
        Send<T>(self, message, null, null, cancellationToken);

    public static Task<T> Ask<T>(this ICanTell self, object message, TimeSpan? timeout, CancellationToken cancellationToken) =>
        Send<T>(self, message, null, timeout, cancellationToken);

    /// <summary>Asks with a message that holds the reference to reply to.</summary>
    public static Task<T> Ask<T>(this ICanTell self, Func<IActorRef, object> messageFactory, TimeSpan? timeout, CancellationToken cancellationToken) =>
        Send<T>(self, null, messageFactory, timeout, cancellationToken);

    private static Task<T> Send<T>(ICanTell target, object message, Func<IActorRef, object> factory, TimeSpan? timeout, CancellationToken token)
    {
        IActorRefProvider provider = ProviderOf(target)
            ?? throw new ArgumentException("Unable to resolve the target Provider", nameof(target));
        var result = new TaskCompletionSource<T>(EngineEnvironment.Of(provider.Settings.System).Completion);
        FutureActorRef<T> future = provider.CreateFutureRef(result);
        TimeSpan limit = timeout ?? provider.Settings.AskTimeout;
        if (limit != Timeout.InfiniteTimeSpan && limit > TimeSpan.Zero)
            provider.Settings.System.Scheduler.Advanced.ScheduleOnce(limit, new Expiry<T>(future, limit), new UntilDone(result.Task));
        if (token.CanBeCanceled)
        {
            CancellationTokenRegistration registration = token.UnsafeRegister(
                static (state, cancelled) => ((FutureActorRef<T>)state).Cancel(cancelled), future);
            result.Task.ContinueWith(
                static (_, state) => ((CancellationTokenRegistration)state).Dispose(),
                registration,
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }

        future.DeliverAsk(factory is null ? message : factory(future), target);
        return result.Task;
    }

    private static IActorRefProvider ProviderOf(ICanTell target) => target switch
    {
        IInternalActorRef reference => reference.Provider,
        ActorSelection selection => ProviderOf(selection.Anchor),
        _ => ActorCell.Current?.SystemImpl.Provider,
    };

    private sealed class Expiry<T>(FutureActorRef<T> future, TimeSpan limit) : IRunnable
    {
        public void Run() => future.Fail(new AskTimeoutException($"Timeout after {limit}"));
    }

    // A timer for an ask that has its answer is as good as cancelled.
    private sealed class UntilDone(Task task) : CancelFlag
    {
        public override bool IsCancellationRequested => task.IsCompleted;
    }
}
