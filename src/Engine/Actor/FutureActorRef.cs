#nullable disable
namespace Akka.Actor;

/// <summary>
/// The sender of an ask: a reference with a task behind it instead of an actor. It gets a path, and an entry under
/// /temp, only when somebody asks for its path, as remoting does; an ask within the process costs neither.
/// </summary>
public class FutureActorRef<T> : MinimalActorRef
{
    private readonly TaskCompletionSource<T> _result;
    private readonly IActorRefProvider _provider;
    private ActorPath _path;
    private bool _registered;

    public FutureActorRef(TaskCompletionSource<T> result, ActorPath path, IActorRefProvider provider)
    {
        _result = result;
        _path = path;
        _provider = provider;
    }

    public override ActorPath Path => _path ?? Register();

    public override IActorRefProvider Provider => _provider;

    /// <summary>Sends a message with this reference as its sender.</summary>
    public virtual void DeliverAsk(object message, ICanTell destination) => destination.Tell(message, this);

    protected override void TellInternal(object message, IActorRef sender)
    {
        bool accepted = message switch
        {
            T typed => _result.TrySetResult(typed),
            null => _result.TrySetResult(default),
            Status.Failure failure => _result.TrySetException(failure.Cause ?? new TaskCanceledException("The asked actor reported a failure without a cause.")),
            _ => _result.TrySetException(new ArgumentException($"Received message of type [{message.GetType()}] - Ask expected message of type [{typeof(T)}]")),
        };
        Unregister();
        if (!accepted && message is not null)
            _provider.DeadLetters.Tell(new Akka.Event.DeadLetter(message, sender ?? _provider.DeadLetters, this), sender);
    }

    internal void Fail(Exception cause)
    {
        if (_result.TrySetException(cause))
            Unregister();
    }

    internal void Cancel(CancellationToken token)
    {
        if (_result.TrySetCanceled(token))
            Unregister();
    }

    private ActorPath Register()
    {
        lock (_result)
        {
            if (_path is null)
            {
                ActorPath path = _provider.TempPath();
                if (!_result.Task.IsCompleted)
                {
                    _provider.RegisterTempActor(this, path);
                    _registered = true;
                }

                _path = path;
            }

            return _path;
        }
    }

    private void Unregister()
    {
        lock (_result)
        {
            if (!_registered)
                return;
            _registered = false;
            _provider.UnregisterTempActor(_path);
        }
    }
}
