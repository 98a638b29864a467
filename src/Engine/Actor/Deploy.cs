#nullable disable
namespace Akka.Actor;

/// <summary>
/// Where and how an actor is run: dispatcher, mailbox and stash capacity. Scopes and routers are left out; nothing in
/// the product deploys remotely.
/// </summary>
public class Deploy : IEquatable<Deploy>
{
    public const int NoStashSize = -1;
    public static readonly string NoDispatcherGiven = string.Empty;
    public static readonly string NoMailboxGiven = string.Empty;
    public static readonly Deploy None = new();
    public static readonly Deploy Local = new();

    public Deploy()
        : this(NoDispatcherGiven, NoMailboxGiven, NoStashSize)
    {
    }

    private Deploy(string dispatcher, string mailbox, int stashCapacity)
    {
        Dispatcher = dispatcher;
        Mailbox = mailbox;
        StashCapacity = stashCapacity;
    }

    public string Dispatcher { get; }

    public string Mailbox { get; }

    public int StashCapacity { get; }

    public virtual Deploy WithDispatcher(string dispatcher) => new(dispatcher, Mailbox, StashCapacity);

    public virtual Deploy WithMailbox(string mailbox) => new(Dispatcher, mailbox, StashCapacity);

    public virtual Deploy WithStashCapacity(int stashSize) => new(Dispatcher, Mailbox, stashSize);

    public virtual Deploy WithFallback(Deploy other) => new(
        Dispatcher == NoDispatcherGiven ? other.Dispatcher : Dispatcher,
        Mailbox == NoMailboxGiven ? other.Mailbox : Mailbox,
        StashCapacity == NoStashSize ? other.StashCapacity : StashCapacity);

    public bool Equals(Deploy other) =>
        other is not null && Dispatcher == other.Dispatcher && Mailbox == other.Mailbox && StashCapacity == other.StashCapacity;
}
