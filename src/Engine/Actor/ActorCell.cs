#nullable disable
using Akka.Actor.Internal;
using Akka.Dispatch;
using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>
/// What stays while actor instances come and go: reference, mailbox, children, watchers. All its methods save the
/// Send ones run on the actor's turn. Parts: Invoke (messages), Faults (life cycle and supervision), Children,
/// DeathWatch, Async (asynchronous handlers), ReceiveTimeout.
/// The rules of the life cycle follow the public description of supervision in the Akka documentation. Left out:
/// routers, remote deployment, function references.
/// </summary>
public partial class ActorCell : IUntypedActorContext, ICell
{
    public const int UndefinedUid = 0;

    private readonly ActorSystemImpl _system;
    private readonly IInternalActorRef _self;
    private readonly List<Receive> _behaviors = new(1);
    private volatile Mailbox _mailbox;
    private Props _props;
    private ActorBase _actor;
    private Envelope _envelope;
    private TimerScheduler _timers;

    public ActorCell(ActorSystemImpl system, IInternalActorRef self, Props props, MessageDispatcher dispatcher, IInternalActorRef parent)
    {
        _system = system;
        _self = self;
        _props = props;
        Dispatcher = dispatcher;
        Parent = parent;
    }

    public ActorSystem System => _system;

    public ActorSystemImpl SystemImpl => _system;

    public IActorRef Self => _self;

    public Props Props => _props;

    public IInternalActorRef Parent { get; }

    IActorRef IActorContext.Parent => Parent;

    public MessageDispatcher Dispatcher { get; }

    public Mailbox Mailbox => _mailbox;

    public bool IsLocal => true;

    public bool IsTerminated => _mailbox is { IsClosed: true };

    public bool HasMessages => _mailbox.MessageQueue.HasMessages;

    public int NumberOfMessages => _mailbox.MessageQueue.Count;

    public object CurrentMessage => _envelope.Message;

    /// <summary>Grows with every message that is handled: tells two deliveries of equal messages apart.</summary>
    public int CurrentEnvelopeId { get; private set; }

    public IActorRef Sender => _envelope.Sender ?? _system.DeadLetters;

    internal static ActorCell Current => InternalCurrentActorCellKeeper.Current;

    /// <summary>Set by layers that take a message apart, so that the sender is that of the part.</summary>
    internal Envelope CurrentEnvelope
    {
        get => _envelope;
        set => _envelope = value;
    }

    internal Envelope PendingOrCurrent => _pendingTasks > 0 ? _pendingEnvelope : _envelope;

    internal ActorBase Actor => _actor;

    public static IActorRef GetCurrentSelfOrNoSender() => Current?.Self ?? ActorRefs.NoSender;

    public static IActorRef GetCurrentSenderOrNoSender() => Current?._envelope.Sender ?? ActorRefs.NoSender;

    /// <summary>Gives the cell its mailbox; its first message is Create.</summary>
    public void Init(bool sendSupervise, MailboxType mailboxType)
    {
        var mailbox = new Mailbox(mailboxType.Create(_self, _system));
        mailbox.SetActor(this);
        _mailbox = mailbox;
        mailbox.TrySystemEnqueue(_self, new Create());
        if (sendSupervise)
            Parent.SendSystemMessage(new Supervise(_self, async: false));
    }

    public virtual void Start() => Dispatcher.Attach(this);

    public virtual void SendMessage(Envelope message) => Dispatcher.Dispatch(this, message);

    public virtual void SendMessage(IActorRef sender, object message) => SendMessage(new Envelope(message, sender));

    public virtual void SendSystemMessage(ISystemMessage systemMessage) =>
        Dispatcher.SystemDispatch(this, (SystemMessage)systemMessage);

    public void Suspend() => SendSystemMessage(new Suspend());

    public void Resume(Exception causedByFailure) => SendSystemMessage(new Resume(causedByFailure));

    public void Restart(Exception cause) => SendSystemMessage(new Recreate(cause));

    public void Stop() => SendSystemMessage(new Terminate());

    public void Become(Receive receive)
    {
        if (_behaviors.Count > 0)
            _behaviors[^1] = receive;
        else
            _behaviors.Add(receive);
    }

    public void BecomeStacked(Receive receive) => _behaviors.Add(receive);

    public void UnbecomeStacked()
    {
        if (_behaviors.Count > 1)
            _behaviors.RemoveAt(_behaviors.Count - 1);
    }

    void IUntypedActorContext.Become(UntypedReceive receive) => Become(Wrap(receive));

    void IUntypedActorContext.BecomeStacked(UntypedReceive receive) => BecomeStacked(Wrap(receive));

    public ActorSelection ActorSelection(string path) => ActorRefFactoryShared.ActorSelection(path, _system, _self);

    public ActorSelection ActorSelection(ActorPath path) => ActorRefFactoryShared.ActorSelection(path, _system);

    /// <summary>Runs an action with this cell as the current one.</summary>
    public void UseThreadContext(Action action)
    {
        ActorCell previous = InternalCurrentActorCellKeeper.Current;
        InternalCurrentActorCellKeeper.Current = this;
        try
        {
            action();
        }
        finally
        {
            InternalCurrentActorCellKeeper.Current = previous;
        }
    }

    internal void BecomeInitially(Receive receive)
    {
        if (_behaviors.Count == 0)
            _behaviors.Add(receive);
    }

    internal Mailbox SwapMailbox(Mailbox mailbox)
    {
        Mailbox old = _mailbox;
        _mailbox = mailbox;
        return old;
    }

    protected virtual ActorBase CreateNewActorInstance() => _props.NewActor();

    private static Receive Wrap(UntypedReceive receive) => message =>
    {
        receive(message);
        return true;
    };

    private ActorBase NewActor()
    {
        _behaviors.Clear();
        ActorBase actor = CreateNewActorInstance()
            ?? throw new ActorInitializationException(_self, $"The recipe of {_self} made no actor: NewActor returned null");
        actor.Adopt(this);
        _spent = false;
        if (actor is IActorStash stashing)
            stashing.Stash = this.CreateStash(stashing);
        if (actor is IWithTimers timed)
            timed.Timers = _timers = new TimerScheduler(this);
        (actor as IInitializableActor)?.Init();
        return actor;
    }

    // An instance goes: its timers are cancelled, and what it had put aside goes back into the mailbox.
    private void Release(ActorBase actor)
    {
        if (actor is null)
            return;
        try
        {
            _timers?.CancelAll();
            _timers = null;
            if (actor is IActorStash { Stash: { } stash })
                stash.UnstashAll();
        }
        finally
        {
            _behaviors.Clear();
            _props.Release(actor);
        }
    }
}
