#nullable disable
using Akka.Actor;
using Akka.Dispatch.MessageQueues;
using Akka.Dispatch.SysMsg;

namespace Akka.Dispatch;

/// <summary>
/// One actor's messages and the right to run it. The status word is the only lock: whoever sets its Scheduled bit
/// hands the mailbox to the executor, and the run that follows owns the actor until it clears the bit.
/// System messages go before user messages; a run ends after the dispatcher's throughput.
///
/// Invariants: (1) at most one thread is inside Run; (2) after a run that left messages behind, or beside which
/// messages came in, the mailbox is scheduled again; (3) once closed, no message is lost silently: it goes to dead
/// letters, and watchers are told.
/// </summary>
public class Mailbox : IRunnable
{
    private const int Closed = 1;
    private const int Scheduled = 2;
    private const int Awaiting = 4;
    private const int SuspendUnit = 8;

    private static readonly SystemMessage Sealed = new NoMessage();

    private readonly UnboundedMessageQueue _fast;
    private readonly Lock _drain = new();
    private ActorCell _cell;
    private SystemMessage _systemMessages;
    private int _status;
    private bool _requeued;

    public Mailbox(IMessageQueue messageQueue)
    {
        MessageQueue = messageQueue;
        _fast = messageQueue as UnboundedMessageQueue;
        WorkItem = new MailboxWorkItem(this);
    }

    public IMessageQueue MessageQueue { get; }

    public MessageDispatcher Dispatcher => _cell.Dispatcher;

    internal IThreadPoolWorkItem WorkItem { get; }

    internal ActorCell Cell => _cell;

    internal bool HasSystemMessages => Volatile.Read(ref _systemMessages) is { } head && head != Sealed;

    internal bool IsClosed => (Volatile.Read(ref _status) & Closed) != 0;

    /// <summary>Suspended by supervision, not merely waiting for asynchronous work.</summary>
    internal bool IsSuspended => Volatile.Read(ref _status) >= SuspendUnit;

    public virtual void SetActor(ActorCell actorCell) => _cell = actorCell;

    public void Run()
    {
        try
        {
            if (!IsClosed)
            {
                ProcessSystemMessages();
                ProcessUserMessages();
            }
        }
        finally
        {
            Clear(Scheduled);
            _requeued = true;
            _cell.Dispatcher.RegisterForExecution(this, hasMessageHint: false, hasSystemMessageHint: false);
            _requeued = false;
        }
    }

    /// <summary>Hands what is left to dead letters.</summary>
    public virtual void CleanUp()
    {
        Mailbox deadLetters = _cell.SystemImpl.Mailboxes.DeadLetterMailbox;
        SystemMessage message = Drain(Sealed);
        while (message is not null)
        {
            SystemMessage next = message.Next;
            message.Next = null;
            deadLetters.TrySystemEnqueue(_cell.Self, message);
            message = next;
        }

        DrainUserMessages();
    }

    internal void Enqueue(IActorRef receiver, in Envelope envelope)
    {
        if (_fast is not null)
            _fast.Add(envelope);
        else
            MessageQueue.Enqueue(receiver, envelope);
    }

    internal void EnqueueFirst(Envelope envelope)
    {
        if (MessageQueue is not IDequeBasedMessageQueueSemantics deque)
            throw new NotSupportedException($"{_cell.Self} has a stash and needs a deque-based mailbox, but has {MessageQueue.GetType()}");
        deque.EnqueueFirst(envelope);
    }

    /// <summary>Adds a system message; false when the mailbox is closed for good.</summary>
    internal virtual bool TrySystemEnqueue(IActorRef receiver, SystemMessage message)
    {
        SystemMessage head;
        do
        {
            head = Volatile.Read(ref _systemMessages);
            if (head == Sealed)
                return false;
            message.Next = head;
        }
        while (Interlocked.CompareExchange(ref _systemMessages, message, head) != head);

        return true;
    }

    /// <summary>A message came while the mailbox was being closed: see to it that it ends as a dead letter.</summary>
    internal void DrainUserMessages()
    {
        lock (_drain)
            MessageQueue.CleanUp(_cell.Self, _cell.SystemImpl.Mailboxes.DeadLetterMailbox.MessageQueue);
    }

    internal bool TrySchedule(bool hasMessageHint, bool hasSystemMessageHint)
    {
        while (true)
        {
            int status = Volatile.Read(ref _status);
            if ((status & (Closed | Scheduled)) != 0)
                return false;
            bool work = hasSystemMessageHint || HasSystemMessages || (status == 0 && (hasMessageHint || MessageQueue.HasMessages));
            if (!work)
                return false;
            if (Interlocked.CompareExchange(ref _status, status | Scheduled, status) == status)
                return true;
        }
    }

    internal void Suspend() => Interlocked.Add(ref _status, SuspendUnit);

    /// <summary>Takes one suspension back; true when none is left.</summary>
    internal bool Resume()
    {
        while (true)
        {
            int status = Volatile.Read(ref _status);
            if (status < SuspendUnit)
                return true;
            if (Interlocked.CompareExchange(ref _status, status - SuspendUnit, status) == status)
                return status - SuspendUnit < SuspendUnit;
        }
    }

    internal void BeginAwait() => Interlocked.Or(ref _status, Awaiting);

    internal void EndAwait() => Clear(Awaiting);

    internal void BecomeClosed() => Interlocked.Or(ref _status, Closed);

    /// <summary>Fairness of the local queue of a pool thread, which is last in first out: see ThreadPoolExecutor.</summary>
    internal bool WakesLocally() => !_requeued && LocalWakes.Next();

    private void Clear(int bit) => Interlocked.And(ref _status, ~bit);

    private void ProcessUserMessages()
    {
        MessageDispatcher dispatcher = _cell.Dispatcher;
        int left = dispatcher.Throughput;
        long deadline = dispatcher.DeadlineFromNow();
        while ((Volatile.Read(ref _status) & ~Scheduled) == 0 && TryDequeue(out Envelope envelope))
        {
            _cell.Invoke(envelope);
            if (Volatile.Read(ref _systemMessages) is not null)
                ProcessSystemMessages();
            if (--left <= 0 || (deadline != 0 && dispatcher.IsPast(deadline)))
                return;
        }
    }

    private bool TryDequeue(out Envelope envelope) =>
        _fast is not null ? _fast.TryDequeue(out envelope) : MessageQueue.TryDequeue(out envelope);

    private void ProcessSystemMessages()
    {
        while (Drain(null) is { } message)
        {
            while (message is not null)
            {
                SystemMessage next = message.Next;
                message.Next = null;
                if (IsClosed)
                    _cell.SystemImpl.Mailboxes.DeadLetterMailbox.TrySystemEnqueue(_cell.Self, message);
                else
                    _cell.InvokeSystem(message);
                message = next;
            }
        }
    }

    // Takes all system messages at once, oldest first, and leaves replacement in their place.
    private SystemMessage Drain(SystemMessage replacement)
    {
        if (replacement is null && Volatile.Read(ref _systemMessages) is null)
            return null;
        SystemMessage head;
        do
        {
            head = Volatile.Read(ref _systemMessages);
            if (head == Sealed)
                return null;
        }
        while (Interlocked.CompareExchange(ref _systemMessages, replacement, head) != head);

        SystemMessage oldest = null;
        while (head is not null)
        {
            SystemMessage older = head.Next;
            head.Next = oldest;
            oldest = head;
            head = older;
        }

        return oldest;
    }

    private sealed class MailboxWorkItem(Mailbox mailbox) : IThreadPoolWorkItem
    {
        public void Execute() => mailbox.Run();
    }

    private static class LocalWakes
    {
        private const int Streak = 64;

        [ThreadStatic]
        private static int t_streak;

        // Every so often a wake-up goes to the shared queue, so that two actors that keep waking each other on one
        // thread cannot starve those that wait below them in that thread's queue.
        public static bool Next() => ++t_streak % Streak != 0;
    }
}
