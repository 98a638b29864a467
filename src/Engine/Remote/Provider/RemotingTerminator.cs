using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Remote;

namespace AkkaFederation.Engine.Remote;

/// <summary>/system/remoting-terminator: closes the transport, with a flush, after the user's actors have stopped.</summary>
internal sealed class RemotingTerminator : UntypedActor
{
    private readonly RemoteActorRefProvider _provider;
    private readonly IActorRef _systemGuardian;

    public RemotingTerminator(RemoteActorRefProvider provider, IActorRef systemGuardian)
    {
        _provider = provider;
        _systemGuardian = systemGuardian;
    }

    protected override void PreStart() => _systemGuardian.Tell(RegisterTerminationHook.Instance, Self);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case TerminationHook:
                _provider.ShutdownAsync().PipeTo(Self, success: () => Closed.Instance, failure: _ => Closed.Instance);
                break;
            case Closed:
                _systemGuardian.Tell(TerminationHookDone.Instance, Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private sealed record Closed
    {
        public static Closed Instance { get; } = new();
    }
}
