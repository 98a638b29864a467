#nullable disable
using Akka.Actor.Internal;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;
using Akka.Serialization;
using AkkaFederation.Engine;

namespace Akka.Actor;

/// <summary>References to actors of this process, and the guardians at the top of their tree.</summary>
public sealed class LocalActorRefProvider : IActorRefProvider
{
    private readonly Dictionary<string, IInternalActorRef> _extraNames = [];
    private readonly TaskCompletionSource<Status> _termination;
    private readonly ActorPath _tempNode;
    private readonly Func<ActorPath, IInternalActorRef> _deadLettersFactory;
    private ActorSystemImpl _system;
    private VirtualPathContainer _tempContainer;
    private RootGuardianActorRef _rootGuardian;
    private long _tempNumber;

    public LocalActorRefProvider(string systemName, Settings settings, EventStream eventStream)
        : this(systemName, settings, eventStream, null)
    {
    }

    internal LocalActorRefProvider(string systemName, Settings settings, EventStream eventStream, Func<ActorPath, IInternalActorRef> deadLettersFactory)
    {
        Settings = settings;
        _termination = new TaskCompletionSource<Status>(EngineEnvironment.Of(settings.System).Completion);
        EventStream = eventStream;
        RootPath = new RootActorPath(new Address("akka", systemName));
        _tempNode = RootPath / "temp";
        _deadLettersFactory = deadLettersFactory ?? (path => new DeadLetterActorRef(this, path, eventStream));
        DeadLetters = _deadLettersFactory(RootPath / "deadLetters");
        IgnoreRef = new IgnoreActorRef(this);
        Log = Logging.GetLogger(eventStream, typeof(LocalActorRefProvider));
    }

    public Settings Settings { get; }

    public EventStream EventStream { get; }

    public ILoggingAdapter Log { get; }

    public ActorPath RootPath { get; }

    public Address DefaultAddress => RootPath.Address;

    public IActorRef DeadLetters { get; }

    public IActorRef IgnoreRef { get; }

    public IInternalActorRef RootGuardian => _rootGuardian;

    public LocalActorRef Guardian { get; private set; }

    public LocalActorRef SystemGuardian { get; private set; }

    public IInternalActorRef TempContainer => _tempContainer;

    public Task TerminationTask => _termination.Task;

    public Information SerializationInformation => new(DefaultAddress, _system);

    public void Init(ActorSystemImpl system)
    {
        _system = system;
        MessageDispatcher dispatcher = system.Dispatchers.DefaultGlobalDispatcher;
        MailboxType mailbox = system.Mailboxes.Lookup(Mailboxes.DefaultMailboxId);
        var top = new RootGuardianSupervisor((RootActorPath)RootPath, this, _termination, Log);
        Props rootProps = Props.Create(() => new GuardianActor()).WithSupervisorStrategy(new OneForOneStrategy(_ => Directive.Stop));
        _rootGuardian = new RootGuardianActorRef(system, rootProps, dispatcher, mailbox, top, RootPath, (IInternalActorRef)DeadLetters, _extraNames);
        _tempContainer = new VirtualPathContainer(this, _tempNode, _rootGuardian);
        _rootGuardian.SetTempContainer(_tempContainer);

        SupervisorStrategy userStrategy = SupervisorStrategyConfigurator.CreateConfigurator(Settings.SupervisorStrategyClass).Create();
        Guardian = MakeGuardian(Props.Create(() => new GuardianActor()).WithSupervisorStrategy(userStrategy), "user", dispatcher, mailbox);
        SystemGuardian = MakeGuardian(Props.Create<SystemGuardianActor>(Guardian), "system", dispatcher, mailbox);

        _rootGuardian.Start();
        Guardian.Start();
        SystemGuardian.Start();
        _rootGuardian.Cell.WatchFromOutside(SystemGuardian);
        SystemGuardian.Cell.WatchFromOutside(Guardian);
    }

    public void RegisterExtraName(string name, IInternalActorRef actor) => _extraNames.Add(name, actor);

    public ActorPath TempPath() => _tempNode / ("$" + Base64Name.Of(Interlocked.Increment(ref _tempNumber) - 1));

    public void RegisterTempActor(IInternalActorRef actorRef, ActorPath path)
    {
        if (path.Parent != _tempNode)
            throw new InvalidOperationException($"Cannot RegisterTempActor with anything not obtained from TempPath: {path}");
        _tempContainer.Add(path.Name, actorRef);
    }

    public void UnregisterTempActor(ActorPath path) => _tempContainer.Remove(path.Name);

    public FutureActorRef<T> CreateFutureRef<T>(TaskCompletionSource<T> tcs) => new(tcs, null, this);

    public IActorRef RootGuardianAt(Address address) => address == RootPath.Address ? _rootGuardian : DeadLetters;

    public IInternalActorRef ActorOf(ActorSystemImpl system, Props props, IInternalActorRef supervisor, ActorPath path, bool systemService, Deploy deploy, bool lookupDeploy, bool async)
    {
        if (deploy is not null)
            props = props.WithDeploy(deploy);
        MessageDispatcher dispatcher = system.Dispatchers.Lookup(props.Dispatcher);
        MailboxType mailbox = system.Mailboxes.GetMailboxType(props, dispatcher.Configurator?.Config);
        return new LocalActorRef(system, props, dispatcher, mailbox, supervisor, path);
    }

    public IActorRef ResolveActorRef(string path) =>
        ActorPath.TryParse(path, out ActorPath parsed) ? ResolveActorRef(parsed) : DeadLetters;

    /// <summary>The actor at a path of this system; a reference to nobody if there is none, or not this incarnation.</summary>
    public IActorRef ResolveActorRef(ActorPath path)
    {
        if (path.Address != DefaultAddress)
            return DeadLetters;
        return ResolveLocally(path);
    }

    public Address GetExternalAddressFor(Address address) => address == RootPath.Address ? address : null;

    // Remoting resolves paths with its own address, too.
    internal IActorRef ResolveLocally(ActorPath path)
    {
        if (path.Depth == 0)
            return _rootGuardian;
        IActorRef found = _rootGuardian.GetChild(path.Elements);
        bool isThis = !found.IsNobody() || found is DeadLetterActorRef;
        if (isThis && (path.Uid == ActorCell.UndefinedUid || found.Path.Uid == path.Uid))
            return found;
        return new EmptyLocalActorRef(this, path, EventStream);
    }

    private LocalActorRef MakeGuardian(Props props, string name, MessageDispatcher dispatcher, MailboxType mailbox)
    {
        _rootGuardian.Cell.ReserveChild(name);
        var guardian = new LocalActorRef(_system, props, dispatcher, mailbox, _rootGuardian, RootPath / name);
        _rootGuardian.Cell.InitChild(guardian);
        return guardian;
    }
}
