using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Dispatch.SysMsg;
using Akka.Event;
using Akka.Remote;

namespace AkkaFederation.Engine.Remote;

/// <summary>Joins the transport to the provider: outbound serialization, inbound dispatch, death watch, events.</summary>
internal sealed partial class RemoteEndpoint
{
    private readonly RemoteActorRefProvider _provider;
    private readonly ActorSystemImpl _system;
    private readonly ITransport _transport;
    private readonly PeerDirectory _peers = new();
    private readonly ILoggingAdapter _log;
    private IActorRef _watcher = ActorRefs.Nobody;
    private ICancelable? _ticks;
    private int _closed;

    private RemoteEndpoint(RemoteActorRefProvider provider, ActorSystemImpl system, RemotingOptions options, ITransport transport)
    {
        _provider = provider;
        _system = system;
        _transport = transport;
        _log = Logging.GetLogger(system.EventStream, typeof(RemoteEndpoint));
        Options = options;
        LocalAddress = transport.Bind();
        Commands = new CommandDelivery(() => _transport, () => _system.Scheduler.MonotonicClock, options.ResendInterval, options.SystemMessageLimit);
    }

    public RemotingOptions Options { get; }

    public Address LocalAddress { get; }

    public CommandDelivery Commands { get; }

    /// <summary>Reads the settings and binds the port, so that what is wrong with either stops the system before it starts.</summary>
    public static RemoteEndpoint Bind(RemoteActorRefProvider provider, ActorSystemImpl system, string name)
    {
        var environment = system.Environment;
        var random = environment.CreateRandom();
        double Jitter()
        {
            lock (random) return random.NextDouble();
        }

        var options = RemotingOptions.Read(system.Settings.Config, name, environment.NextUid(), Jitter);
        var custom = system.Settings.Setup.Get<TransportSetup>();
        var transport = custom.HasValue ? custom.Value.Create(system) : new TlsTransport(options.Transport, Policy(system, options), provider.Counters);
        var wrap = system.Settings.Setup.Get<TransportWrapSetup>();
        return new RemoteEndpoint(provider, system, options, wrap.HasValue ? wrap.Value.Wrap(transport) : transport);
    }

    public void Start()
    {
        _watcher = _system.SystemActorOf(
            Props.CreateBy(new FixedProducer(() => new RemoteWatcher(_provider, () => Options.Watch.CreateDetector(Milliseconds)), typeof(RemoteWatcher))), "remote-watcher");
        _system.SystemActorOf(
            Props.CreateBy(new FixedProducer(() => new RemotingTerminator(_provider, _provider.SystemGuardian), typeof(RemotingTerminator))), "remoting-terminator");
        _ticks = _system.Scheduler.ScheduleTellRepeatedlyCancelable(
            Options.Watch.HeartbeatInterval, Options.Watch.HeartbeatInterval, _watcher, RemoteWatcher.Tick.Instance, ActorRefs.NoSender);
        _transport.Start(this);
        Publish(new RemotingListenEvent([LocalAddress]));
        _log.Info("listening on {0}", LocalAddress);
    }

    public void Recheck() => _transport.Recheck();

    public IOutboundLane LaneTo(Address peer, Lane lane) => _transport.LaneTo(peer, lane);

    public async Task ShutdownAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0) return;
        _ticks?.Cancel();
        await _transport.ShutdownAsync(Options.FlushWait).ConfigureAwait(EngineEnvironment.IsOneThread);
        Publish(new RemotingShutdownEvent());
    }

    /// <summary>System messages for an actor of a peer: death watch is all that crosses the wire.</summary>
    public void Send(RemoteActorRef actor, ISystemMessage message)
    {
        switch (message)
        {
            case Watch watch:
                _watcher.Tell(new RemoteWatcher.Begin(new WatchPair(actor, watch.Watcher)));
                SendCommand(actor, new WatchCommand(actor.WirePath, RemotePaths.OnWire(watch.Watcher.Path)));
                break;
            case Unwatch unwatch:
                _watcher.Tell(new RemoteWatcher.End(new WatchPair(actor, unwatch.Watcher)));
                SendCommand(actor, new UnwatchCommand(actor.WirePath, RemotePaths.OnWire(unwatch.Watcher.Path)));
                break;
            case DeathWatchNotification death:
                var watchee = RemotePaths.OnWire(death.Actor.Path);
                _watcher.Tell(new RemoteWatcher.WatchedFrom(actor.Path.Address, watchee, actor.WirePath, Watches: false));
                SendCommand(actor, new DeathCommand(watchee, actor.WirePath, death.ExistenceConfirmed));
                break;
            default:
                _log.Debug("{0} does not cross the wire: {1} is an actor of another system", message, actor);
                break;
        }
    }

    private static IConnectionPolicy Policy(ActorSystemImpl system, RemotingOptions options)
    {
        var setup = system.Settings.Setup.Get<ConnectionPolicySetup>();
        if (setup.HasValue) return setup.Value.Policy;
        if (options.Files is { } files) return new FileConnectionPolicy(files, options.Transport.Time);
        throw new RemoteTransportException(
            "remoting needs to know its certificate and whom to trust: set akka.remote.dot-netty.tcp.ssl.certificate.path, or give ActorSystem.Create a ConnectionPolicySetup");
    }

    private void SendCommand(RemoteActorRef actor, PeerCommand command)
    {
        if (!Commands.Send(actor.Path.Address, actor.Lane, command)) _watcher.Tell(new RemoteWatcher.NodeLost(actor.Path.Address));
    }

    private long Milliseconds() => (long)_system.Scheduler.MonotonicClock.TotalMilliseconds;

    private void Publish(object happening) => _system.EventStream.Publish(happening);
}
