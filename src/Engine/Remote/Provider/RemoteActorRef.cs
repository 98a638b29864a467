#nullable disable
using Akka.Actor;
using Akka.Dispatch.SysMsg;
using AkkaFederation.Engine.Remote;

namespace Akka.Remote;

/// <summary>A reference that remoting made.</summary>
public interface IRemoteRef : IActorRefScope;

/// <summary>Reference to an actor of another system: what is told to it joins the outbound lane of its path.</summary>
public class RemoteActorRef : InternalActorRefBase, IRemoteRef
{
    private readonly RemoteActorRefProvider _provider;
    private string _wirePath;
    private IOutboundLane _lane;

    internal RemoteActorRef(RemoteActorRefProvider provider, ActorPath path, string identity)
    {
        _provider = provider;
        Path = path;
        Identity = identity;
    }

    public override ActorPath Path { get; }

    public override IActorRefProvider Provider => _provider;

    public override bool IsLocal => false;

    /// <summary>Always false: whether a remote actor lives is known by watching it.</summary>
    public override bool IsTerminated => false;

    /// <summary>The address under which this system sends to it.</summary>
    public Address LocalAddressToUse => _provider.DefaultAddress;

    public override IInternalActorRef Parent =>
        Path.Depth == 0 ? Nobody.Instance : (IInternalActorRef)_provider.ResolveActorRef(Path.Parent);

    /// <summary>See <see cref="RemoteIdentity.Of"/>.</summary>
    internal string Identity { get; }

    /// <summary>Path as it stands on the wire: without the address, with the uid.</summary>
    internal string WirePath => _wirePath ??= RemotePaths.OnWire(Path);

    internal Lane Lane => _provider.Lanes.Of(Path);

    public override IActorRef GetChild(IReadOnlyList<string> name)
    {
        var path = Path;
        foreach (var element in name)
        {
            if (element.Length == 0) continue;
            path = element == ".." ? path.Parent ?? path : path / element;
        }

        return _provider.ResolveActorRef(path);
    }

    public override void Start()
    {
        // It lives elsewhere: nothing starts here.
    }

    public override void Suspend() => SendSystemMessage(new Suspend());

    public override void Resume(Exception causedByFailure = null) => SendSystemMessage(new Resume(causedByFailure));

    public override void Restart(Exception cause) => SendSystemMessage(new Recreate(cause));

    public override void Stop() => SendSystemMessage(new Terminate());

    public override void SendSystemMessage(ISystemMessage message) => _provider.SendSystemMessage(this, message);

    protected override void TellInternal(object message, IActorRef sender)
    {
        if (message is null) throw new InvalidMessageException("Message is null.");
        if (message is ActorSelectionMessage selection)
        {
            if (!_provider.LaneOf(this, selection).TrySend(message, sender, this)) _provider.DeadLetter(message, sender, this);
            return;
        }

        var lane = _lane;
        if (lane is null || lane.IsClosed) _lane = lane = _provider.LaneOf(this);
        if (!lane.TrySend(message, sender, this)) _provider.DeadLetter(message, sender, this);
    }
}
