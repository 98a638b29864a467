#nullable disable
using Akka.Actor.Internal;
using Akka.Dispatch;
using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>Reference to an actor in this process.</summary>
public class LocalActorRef : ActorRefWithCell
{
    private readonly ActorSystemImpl _system;
    private readonly ActorPath _path;

    public LocalActorRef(ActorSystemImpl system, Props props, MessageDispatcher dispatcher, MailboxType mailboxType, IInternalActorRef supervisor, ActorPath path)
    {
        _system = system;
        _path = path;
        Props = props;
        Dispatcher = dispatcher;
        MailboxType = mailboxType;
        Supervisor = supervisor;
        Cell = NewActorCell(system, this, props, dispatcher, supervisor);
        // The parent enters the child itself (ActorCell.MakeChild); guardians have parents that do not.
        Cell.Init(sendSupervise: false, mailboxType);
    }

    public ActorCell Cell { get; }

    public override ActorPath Path => _path;

    public override IActorRefProvider Provider => _system.Provider;

    public override IInternalActorRef Parent => Cell.Parent;

    public override ICell Underlying => Cell;

    public override IEnumerable<IActorRef> Children => Cell.ChildRefs();

    public override bool IsLocal => true;

    public override bool IsTerminated => Cell.IsTerminated;

    protected ActorSystem System => _system;

    protected Props Props { get; }

    protected MessageDispatcher Dispatcher { get; }

    protected MailboxType MailboxType { get; }

    protected IInternalActorRef Supervisor { get; }

    public override void Start() => Cell.Start();

    public override void Stop() => Cell.Stop();

    public override void Suspend() => Cell.Suspend();

    public override void Resume(Exception causedByFailure = null) => Cell.Resume(causedByFailure);

    public override void Restart(Exception cause) => Cell.Restart(cause);

    public override void SendSystemMessage(ISystemMessage message) => Cell.SendSystemMessage(message);

    public override IInternalActorRef GetSingleChild(string name) => Cell.GetSingleChild(name);

    public override IActorRef GetChild(IReadOnlyList<string> name)
    {
        IInternalActorRef current = this;
        for (int i = 0; i < name.Count; i++)
        {
            string element = name[i];
            if (element.Length == 0)
                continue;
            if (current is not ActorRefWithCell cell)
                return current.GetChild(name.Skip(i).ToArray());
            current = element == ".." ? cell.Parent : cell.GetSingleChild(element);
            if (current.IsNobody())
                return ActorRefs.Nobody;
        }

        return current;
    }

    protected override void TellInternal(object message, IActorRef sender)
    {
        ArgumentNullException.ThrowIfNull(message);
        Cell.SendMessage(new Envelope(message, sender));
    }

    protected virtual ActorCell NewActorCell(ActorSystemImpl system, IInternalActorRef self, Props props, MessageDispatcher dispatcher, IInternalActorRef supervisor) =>
        new(system, self, props, dispatcher, supervisor);
}

/// <summary>Root of the tree; knows the names that are not its children, such as temp and deadLetters.</summary>
public class RootGuardianActorRef : LocalActorRef
{
    private readonly IReadOnlyDictionary<string, IInternalActorRef> _extraNames;
    private IInternalActorRef _tempContainer;

    public RootGuardianActorRef(ActorSystemImpl system, Props props, MessageDispatcher dispatcher, MailboxType mailboxType, IInternalActorRef supervisor, ActorPath path, IInternalActorRef deadLetters, IReadOnlyDictionary<string, IInternalActorRef> extraNames)
        : base(system, props, dispatcher, mailboxType, supervisor, path)
    {
        DeadLetters = deadLetters;
        _extraNames = extraNames;
    }

    public override IInternalActorRef Parent => this;

    private IInternalActorRef DeadLetters { get; }

    public override IInternalActorRef GetSingleChild(string name) => name switch
    {
        "temp" => _tempContainer,
        "deadLetters" => DeadLetters,
        _ when _extraNames.TryGetValue(name, out IInternalActorRef extra) => extra,
        _ => base.GetSingleChild(name),
    };

    public void SetTempContainer(IInternalActorRef tempContainer) => _tempContainer = tempContainer;
}
