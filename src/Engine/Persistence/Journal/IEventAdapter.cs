#nullable disable
namespace Akka.Persistence.Journal;

/// <summary>Changes events on their way into the journal.</summary>
public interface IWriteEventAdapter
{
    /// <summary>Kept beside the event and given back to <see cref="IReadEventAdapter.FromJournal"/>.</summary>
    string Manifest(object evt);

    object ToJournal(object evt);
}

/// <summary>Changes events on their way out of the journal.</summary>
public interface IReadEventAdapter
{
    IEventSequence FromJournal(object evt, string manifest);
}

/// <summary>Both ways.</summary>
public interface IEventAdapter : IWriteEventAdapter, IReadEventAdapter;

/// <summary>Leaves events as they are.</summary>
public sealed class IdentityEventAdapter : IEventAdapter
{
    private IdentityEventAdapter()
    {
    }

    public static IdentityEventAdapter Instance { get; } = new();

    public string Manifest(object evt) => string.Empty;

    public object ToJournal(object evt) => evt;

    public IEventSequence FromJournal(object evt, string manifest) => EventSequence.Single(evt);
}

/// <summary>Reads by several adapters, one after the other, each seeing the stored event; writes by none.</summary>
public sealed class CombinedReadEventAdapter : IEventAdapter
{
    private readonly IEventAdapter[] _adapters;

    public CombinedReadEventAdapter(IEnumerable<IEventAdapter> adapters) => _adapters = adapters.ToArray();

    public IEnumerable<IEventAdapter> Adapters => _adapters;

    public string Manifest(object evt) => throw OnlyReads();

    public object ToJournal(object evt) => throw OnlyReads();

    public IEventSequence FromJournal(object evt, string manifest) =>
        EventSequence.Create(_adapters.SelectMany(a => a.FromJournal(evt, manifest).Events));

    private static InvalidOperationException OnlyReads() =>
        new("Several adapters are bound to this event type; only reading is possible with them.");
}

/// <summary>An adapter for one direction is the identity in the other.</summary>
internal sealed class OneWayEventAdapter : IEventAdapter
{
    private readonly IWriteEventAdapter _write;
    private readonly IReadEventAdapter _read;

    public OneWayEventAdapter(object adapter)
    {
        _write = adapter as IWriteEventAdapter ?? IdentityEventAdapter.Instance;
        _read = adapter as IReadEventAdapter ?? IdentityEventAdapter.Instance;
    }

    public string Manifest(object evt) => _write.Manifest(evt);

    public object ToJournal(object evt) => _write.ToJournal(evt);

    public IEventSequence FromJournal(object evt, string manifest) => _read.FromJournal(evt, manifest);
}
