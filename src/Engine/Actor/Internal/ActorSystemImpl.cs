#nullable disable
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;
using Akka.Util;
using AkkaFederation.Engine;

namespace Akka.Actor.Internal;

/// <summary>The actor system: puts its parts together in the order in which they need each other.</summary>
public partial class ActorSystemImpl : ExtendedActorSystem
{
    private readonly TaskCompletionSource _terminated;
    private readonly Lock _gate = new();
    private readonly List<Action> _onTermination = [];
    private IActorRef _deadLetterListener;
    private bool _ended;

    public ActorSystemImpl(string name)
        : this(name, ConfigurationFactory.Default(), ActorSystemSetup.Empty)
    {
    }

    public ActorSystemImpl(string name, Config config, ActorSystemSetup setup, Option<Props>? guardianProps = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (!IsValidName(name))
            throw new ArgumentException($"Invalid ActorSystem name '{name}', must contain only word characters (i.e. [a-zA-Z0-9] plus non-leading '-' or '_')", nameof(name));
        Name = name;
        GuardianProps = guardianProps ?? Option<Props>.None;
        Environment = setup.Get<EngineEnvironmentSetup>() is { HasValue: true } world ? world.Value.Environment : EngineEnvironment.Real;
        _terminated = new TaskCompletionSource(Environment.Completion);
        Settings = new Settings(this, config, setup);
        EventStream = new EventStream(Settings.DebugEventStream);
        EventStream.StartStdoutLogger(Settings);
        Log = new BusLogging(EventStream, $"ActorSystem({name})", typeof(ActorSystemImpl), Settings.LogFormatter);
        Scheduler = MakeScheduler();
        Provider = MakeProvider();
        Mailboxes = new Mailboxes(this);
        Dispatchers = new Dispatchers(this, new DefaultDispatcherPrerequisites(EventStream, Scheduler, Settings, Mailboxes), Log);
    }

    public override string Name { get; }

    public override Settings Settings { get; }

    public override EventStream EventStream { get; }

    public override ILoggingAdapter Log { get; }

    public override IScheduler Scheduler { get; }

    public override IActorRefProvider Provider { get; }

    public override Mailboxes Mailboxes { get; }

    public override Dispatchers Dispatchers { get; }

    public override Akka.Serialization.Serialization Serialization => _serialization.Value;

    public override IActorRef DeadLetters => Provider.DeadLetters;

    public override IActorRef IgnoreRef => Provider.IgnoreRef;

    public override IInternalActorRef Guardian => Provider.Guardian;

    public override IInternalActorRef SystemGuardian => Provider.SystemGuardian;

    public override IInternalActorRef LookupRoot => Provider.RootGuardian;

    public override Task WhenTerminated => _terminated.Task;

    public Option<Props> GuardianProps { get; }

    internal EngineEnvironment Environment { get; }

    /// <summary>Starts guardians, loggers and extensions. If that fails, nothing of the system is left.</summary>
    public void Start()
    {
        try
        {
            MarkStarted();
            _serialization = new Lazy<Akka.Serialization.Serialization>(() => new Akka.Serialization.Serialization(this));
            Provider.Init(this);
            _ = Serialization; // a binding that leads nowhere must show now, not at the first message
            EventStream.StartUnsubscriber(this);
            Provider.TerminationTask.ContinueWith(_ => End(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            EventStream.StartDefaultLoggers(this);
            if (Settings.LogDeadLetters > 0)
                _deadLetterListener = SystemActorOf<DeadLetterListener>("deadLetterListener");
            if (Settings.LogConfigOnStart)
                Log.Info(Settings.ToString());
            CoordinatedShutdown.Get(this);
            LoadExtensions();
        }
        catch
        {
            End();
            throw;
        }
    }

    public override IActorRef ActorOf(Props props, string name = null) => Provider.Guardian.Cell.AttachChild(props, false, name);

    public override IActorRef SystemActorOf(Props props, string name = null) => Provider.SystemGuardian.Cell.AttachChild(props, true, name);

    public override IActorRef SystemActorOf<TActor>(string name = null) => SystemActorOf(Props.Create<TActor>(), name);

    public override ActorSelection ActorSelection(ActorPath actorPath) => ActorRefFactoryShared.ActorSelection(actorPath, this);

    public override ActorSelection ActorSelection(string actorPath) => ActorRefFactoryShared.ActorSelection(actorPath, this, LookupRoot);

    public override void Stop(IActorRef actor)
    {
        ActorPath parent = actor.Path.Parent;
        if (parent == Guardian.Path)
            Guardian.Tell(new Akka.Dispatch.SysMsg.StopChild(actor), ActorRefs.NoSender);
        else if (parent == SystemGuardian.Path)
            SystemGuardian.Tell(new Akka.Dispatch.SysMsg.StopChild(actor), ActorRefs.NoSender);
        else
            ((IInternalActorRef)actor).Stop();
    }

    public override void Abort() => Terminate();

    public override string ToString() => LookupRoot.Path.Root.Address.ToString();

    private void StopDeadLetterListener()
    {
        if (_deadLetterListener is not null)
            Stop(_deadLetterListener);
    }

    private static bool IsValidName(string name) =>
        !string.IsNullOrEmpty(name) && char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
