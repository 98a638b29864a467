#nullable disable
using Akka.Actor;

namespace Akka.Persistence.Journal;

/// <summary>What all journals have in common: events pass through the adapters on their way in and out.</summary>
public abstract class WriteJournalBase : ActorBase
{
    private EventAdapters _adapters;

    /// <summary>First used on the actor's own turn; replays go on using it elsewhere.</summary>
    internal EventAdapters Adapters => _adapters ??= Persistence.Instance.Apply(Context.System).PluginOf(Self).Adapters;

    /// <summary>The atomic writes of a request, adapted; what is only deferred is left out.</summary>
    protected IEnumerable<AtomicWrite> PreparePersistentBatch(IEnumerable<IPersistentEnvelope> resequenceables)
    {
        foreach (IPersistentEnvelope envelope in resequenceables)
        {
            if (envelope is AtomicWrite write)
                yield return Adapters.IsEmpty ? write : new AtomicWrite(Array.ConvertAll(write.Events, AdaptToJournal));
        }
    }

    protected IPersistentRepresentation AdaptToJournal(IPersistentRepresentation representation) =>
        EventAdaptation.ToJournal(Adapters, representation);

    protected IEnumerable<IPersistentRepresentation> AdaptFromJournal(IPersistentRepresentation representation) =>
        EventAdaptation.FromJournal(Adapters, representation);
}

/// <summary>Applies event adapters to persistent representations.</summary>
internal static class EventAdaptation
{
    public static IPersistentRepresentation ToJournal(EventAdapters adapters, IPersistentRepresentation representation)
    {
        if (adapters.IsEmpty)
            return representation;
        object payload = representation.Payload;
        IEventAdapter adapter = adapters.Get(payload.GetType());
        if (adapter is IdentityEventAdapter)
            return representation;
        return representation.WithPayload(adapter.ToJournal(payload)).WithManifest(adapter.Manifest(payload));
    }

    public static IEnumerable<IPersistentRepresentation> FromJournal(EventAdapters adapters, IPersistentRepresentation representation)
    {
        IEventAdapter adapter = adapters.IsEmpty ? IdentityEventAdapter.Instance : adapters.Get(representation.Payload.GetType());
        if (adapter is IdentityEventAdapter)
            return [representation];
        return adapter.FromJournal(representation.Payload, representation.Manifest).Events.Select(representation.WithPayload);
    }
}
