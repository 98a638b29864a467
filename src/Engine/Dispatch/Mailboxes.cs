#nullable disable
using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch.MessageQueues;
using Akka.Event;

namespace Akka.Dispatch;

/// <summary>The kinds of mailboxes that a system knows.</summary>
public class Mailboxes
{
    public static readonly string DefaultMailboxId = "akka.actor.default-mailbox";
    public static readonly string NoMailboxRequirement = string.Empty;
    private const string DequeMailboxId = "akka.actor.mailbox.unbounded-deque-based";

    private readonly ActorSystem _system;
    private readonly ConcurrentDictionary<string, MailboxType> _types = new();

    public Mailboxes(ActorSystem system)
    {
        _system = system;
        DeadLetterMailbox = new DeadLetterMailbox(system.DeadLetters);
    }

    public DeadLetterMailbox DeadLetterMailbox { get; }

    public MailboxType Lookup(string id) => _types.GetOrAdd(id, Create);

    /// <summary>The mailbox that the recipe names, or the one that the actor's stash needs, or the default.</summary>
    public MailboxType GetMailboxType(Props props, Config dispatcherConfig)
    {
        if (props.Mailbox != Deploy.NoMailboxGiven)
            return Lookup(props.Mailbox);
        if (typeof(IActorStash).IsAssignableFrom(props.Type))
            return Lookup(DequeMailboxId);
        return Lookup(DefaultMailboxId);
    }

    /// <summary>Bound of stashes that is configured for a mailbox; negative where there is none.</summary>
    public int StashCapacity(string dispatcher, string mailbox)
    {
        string id = string.IsNullOrEmpty(mailbox) ? DefaultMailboxId : mailbox;
        int capacity = _system.Settings.Config.GetInt(id + ".stash-capacity", Deploy.NoStashSize);
        return capacity >= 0 || string.IsNullOrEmpty(dispatcher)
            ? capacity
            : _system.Settings.Config.GetInt(dispatcher + ".stash-capacity", Deploy.NoStashSize);
    }

    private MailboxType Create(string id)
    {
        Config config = _system.Settings.Config.GetConfig(id)
            ?? throw new ConfigurationException($"Mailbox '{id}' is not configured: add {id} {{ mailbox-type = ... }}");
        string typeName = config.GetString("mailbox-type")
            ?? throw new ConfigurationException($"Key '{id}.mailbox-type' is missing");
        Type type = TypeNames.Find(typeName)
            ?? throw new ConfigurationException($"Key '{id}.mailbox-type': no type '{typeName}'");
        return (MailboxType)Activator.CreateInstance(type, _system.Settings, config);
    }
}
