#nullable disable
using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Dispatch.SysMsg;
using Akka.Event;
using AkkaFederation.Engine.Remote;

namespace Akka.Remote;

/// <summary>
/// Resolves paths of other systems to references that send there, and everything else as the local provider does.
/// Switched on by <c>akka.actor.provider = remote</c>. Left out, by design: remote deployment, quarantine.
/// </summary>
public class RemoteActorRefProvider : IActorRefProvider
{
    private const int ResolvedLimit = 10_000;

    private readonly LocalActorRefProvider _local;
    private readonly string _systemName;
    private readonly ConcurrentDictionary<string, RemoteActorRef> _resolved = new(StringComparer.Ordinal);
    private ActorSystemImpl _system;
    private RemoteEndpoint _endpoint;

    public RemoteActorRefProvider(string systemName, Settings settings, EventStream eventStream)
    {
        _systemName = systemName;
        _local = new LocalActorRefProvider(systemName, settings, eventStream);
    }

    public IInternalActorRef RootGuardian => _local.RootGuardian;

    public LocalActorRef Guardian => _local.Guardian;

    public LocalActorRef SystemGuardian => _local.SystemGuardian;

    public IActorRef DeadLetters => _local.DeadLetters;

    public IActorRef IgnoreRef => _local.IgnoreRef;

    public ActorPath RootPath => _local.RootPath;

    public Settings Settings => _local.Settings;

    public Task TerminationTask => _local.TerminationTask;

    public IInternalActorRef TempContainer => _local.TempContainer;

    /// <summary>The address that peers know; the local one until remoting has bound its port.</summary>
    public Address DefaultAddress => _endpoint?.LocalAddress ?? _local.DefaultAddress;

    public Akka.Serialization.Information SerializationInformation { get; private set; }

    internal CounterTable Counters { get; } = new();

    internal LaneMap Lanes { get; private set; }

    internal RemoteEndpoint Endpoint => _endpoint;

    internal CommandDelivery Commands => _endpoint.Commands;

    public virtual void Init(ActorSystemImpl system)
    {
        _system = system;
        _endpoint = RemoteEndpoint.Bind(this, system, _systemName);
        system.RegisterOnTermination(() => _ = _endpoint.ShutdownAsync());
        Lanes = new LaneMap(_endpoint.Options.ControlLanePaths);
        SerializationInformation = new Akka.Serialization.Information(DefaultAddress, system);
        _local.Init(system);
        _endpoint.Start();
    }

    public ActorPath TempPath() => _local.TempPath();

    public void RegisterTempActor(IInternalActorRef actorRef, ActorPath path) => _local.RegisterTempActor(actorRef, path);

    public void UnregisterTempActor(ActorPath path) => _local.UnregisterTempActor(path);

    public FutureActorRef<T> CreateFutureRef<T>(TaskCompletionSource<T> tcs) => _local.CreateFutureRef(tcs);

    public IActorRef RootGuardianAt(Address address) =>
        HasAddress(address) ? RootGuardian : ResolveActorRef(new RootActorPath(address));

    public IInternalActorRef ActorOf(
        ActorSystemImpl system, Props props, IInternalActorRef supervisor, ActorPath path, bool systemService, Deploy deploy, bool lookupDeploy, bool async) =>
        _local.ActorOf(system, props, supervisor, path, systemService, deploy, lookupDeploy, async);

    public IActorRef ResolveActorRef(string path)
    {
        if (_resolved.TryGetValue(path, out var known)) return known;
        if (!ActorPath.TryParse(path, out var parsed)) return _local.ResolveActorRef(path);
        if (HasAddress(parsed.Address)) return _local.ResolveLocally(parsed);
        return Remember(path, parsed);
    }

    public IActorRef ResolveActorRef(ActorPath actorPath) =>
        HasAddress(actorPath.Address) ? _local.ResolveLocally(actorPath) : ResolveActorRef(actorPath.ToSerializationFormat());

    public Address GetExternalAddressFor(Address address) =>
        HasAddress(address) ? _local.RootPath.Address : address.Protocol == DefaultAddress.Protocol ? DefaultAddress : null;

    /// <summary>Whether an address is this system's.</summary>
    public bool HasAddress(Address address) =>
        address.Equals(_local.RootPath.Address) || address.Equals(_local.DefaultAddress) || address.Equals(DefaultAddress);

    internal Task ShutdownAsync() => _endpoint.ShutdownAsync();

    internal IOutboundLane LaneOf(RemoteActorRef recipient) => _endpoint.LaneTo(recipient.Path.Address, recipient.Lane);

    internal IOutboundLane LaneOf(RemoteActorRef anchor, ActorSelectionMessage selection) =>
        _endpoint.LaneTo(anchor.Path.Address, Lanes.Of(anchor.Path, selection.Elements));

    internal void DeadLetter(object message, IActorRef sender, IActorRef recipient) =>
        _system.EventStream.Publish(message is IDeadLetterSuppression quiet
            ? new SuppressedDeadLetter(quiet, sender ?? DeadLetters, recipient)
            : new DeadLetter(message, sender ?? DeadLetters, recipient));

    internal void SendSystemMessage(RemoteActorRef actor, ISystemMessage message) => _endpoint.Send(actor, message);

    /// <summary>The live actor at a path of the wire, or null.</summary>
    internal IInternalActorRef ResolveLocal(string onWire) =>
        ActorPath.TryParse(RootPath, onWire, out var path) && _local.ResolveLocally(path) is IInternalActorRef found and not EmptyLocalActorRef and not Nobody
            ? found
            : null;

    /// <summary>A reference that stands where no actor lives.</summary>
    internal IInternalActorRef Nowhere(string onWire) =>
        ActorPath.TryParse(RootPath, onWire, out var path)
            ? new EmptyLocalActorRef(this, path, _system.EventStream)
            : (IInternalActorRef)DeadLetters;

    /// <summary>The reference to a peer's actor by its path on the wire; null if that is no path.</summary>
    internal RemoteActorRef RemoteRef(Address address, string onWire, string identity) =>
        ActorPath.TryParse(new RootActorPath(address), onWire, out var path) ? new RemoteActorRef(this, path, identity) : null;

    private RemoteActorRef Remember(string text, ActorPath path)
    {
        // Encoders recognise recipients by reference, so that the same text had better give the same one.
        if (_resolved.Count >= ResolvedLimit) _resolved.Clear();
        return _resolved.GetOrAdd(text, static (_, state) => new RemoteActorRef(state.Self, state.Path, null), (Self: this, Path: path));
    }
}
