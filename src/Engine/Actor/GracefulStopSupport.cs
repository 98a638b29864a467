#nullable disable
using Akka.Dispatch.SysMsg;
using AkkaFederation.Engine;

namespace Akka.Actor;

/// <summary>Stops an actor and says when it has stopped.</summary>
public static class GracefulStopSupport
{
    public static Task<bool> GracefulStop(this IActorRef target, TimeSpan timeout) =>
        target.GracefulStop(timeout, PoisonPill.Instance);

    /// <summary>True once the actor has stopped; false after the time-out.</summary>
    public static Task<bool> GracefulStop(this IActorRef target, TimeSpan timeout, object stopMessage)
    {
        var watchee = (IInternalActorRef)target;
        IActorRefProvider provider = watchee.Provider;
        var gone = new TaskCompletionSource<Terminated>(EngineEnvironment.Of(provider.Settings.System).Completion);
        ActorPath path = provider.TempPath();
        var watcher = new Watcher(gone, path, provider);
        provider.RegisterTempActor(watcher, path);
        watchee.SendSystemMessage(new Watch(watchee, watcher));
        target.Tell(stopMessage, ActorRefs.NoSender);
        return Await(provider, gone.Task, watcher, watchee, timeout);
    }

    private static async Task<bool> Await(IActorRefProvider provider, Task<Terminated> gone, Watcher watcher, IInternalActorRef watchee, TimeSpan timeout)
    {
        var timer = new CancelFlag();
        provider.Settings.System.Scheduler.Advanced.ScheduleOnce(timeout, () => watcher.Cancel(new CancellationToken(canceled: true)), timer);
        try
        {
            await gone.ConfigureAwait(EngineEnvironment.IsOneThread);
            return true;
        }
        catch (TaskCanceledException)
        {
            return false; // the time is up: nobody else cancels this task
        }
        finally
        {
            timer.Cancel();
            provider.UnregisterTempActor(watcher.Path);
            watchee.SendSystemMessage(new Unwatch(watchee, watcher));
        }
    }

    // A future that death watch can complete.
    private sealed class Watcher(TaskCompletionSource<Terminated> gone, ActorPath path, IActorRefProvider provider)
        : FutureActorRef<Terminated>(gone, path, provider)
    {
        public override void SendSystemMessage(ISystemMessage message)
        {
            if (message is DeathWatchNotification death)
                TellInternal(new Terminated(death.Actor, death.ExistenceConfirmed, death.AddressTerminated), death.Actor);
        }
    }
}
