#nullable disable
using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;

namespace Akka.Persistence.Journal;

/// <summary>The adapters of a journal by the type of the event; the most specific binding wins.</summary>
public class EventAdapters
{
    private readonly ConcurrentDictionary<Type, IEventAdapter> _map;
    private readonly KeyValuePair<Type, IEventAdapter>[] _bindings;

    protected EventAdapters(
        ConcurrentDictionary<Type, IEventAdapter> map,
        IEnumerable<KeyValuePair<Type, IEventAdapter>> bindings,
        ILoggingAdapter log)
    {
        _map = map;
        _bindings = bindings.ToArray();
    }

    internal bool IsEmpty => _bindings.Length == 0;

    /// <exception cref="ConfigurationException">A binding names an adapter that is not defined, or a type that is not there.</exception>
    public static EventAdapters Create(ExtendedActorSystem system, Config config)
    {
        var adapters = new Dictionary<string, IEventAdapter>(StringComparer.Ordinal);
        foreach (KeyValuePair<string, Akka.Configuration.Hocon.HoconValue> entry in Entries(config, "event-adapters"))
            adapters[entry.Key] = Instantiate(entry.Value.GetString(), system);
        var bindings = new List<KeyValuePair<Type, IEventAdapter>>();
        foreach (KeyValuePair<string, Akka.Configuration.Hocon.HoconValue> entry in Entries(config, "event-adapter-bindings"))
        {
            Type type = PluginTypes.Find(entry.Key)
                ?? throw new ConfigurationException($"event-adapter-bindings: there is no type '{entry.Key}'.");
            IEnumerable<string> names = entry.Value.IsArray() ? entry.Value.GetStringList() : [entry.Value.GetString()];
            IEventAdapter[] bound = names.Select(n => adapters.TryGetValue(n, out IEventAdapter a)
                ? a
                : throw new ConfigurationException($"event-adapter-bindings: '{n}' is not defined under event-adapters.")).ToArray();
            bindings.Add(new(type, bound.Length == 1 ? bound[0] : new CombinedReadEventAdapter(bound)));
        }

        return new EventAdapters(new ConcurrentDictionary<Type, IEventAdapter>(), SpecificFirst(bindings), system.Log);
    }

    public IEventAdapter Get<T>() => Get(typeof(T));

    public virtual IEventAdapter Get(Type type) => _map.GetOrAdd(type, Find);

    private static IEnumerable<KeyValuePair<string, Akka.Configuration.Hocon.HoconValue>> Entries(Config config, string path) =>
        config.GetConfig(path)?.AsEnumerable() ?? [];

    private static IEventAdapter Instantiate(string typeName, ExtendedActorSystem system)
    {
        Type type = PluginTypes.Find(typeName)
            ?? throw new ConfigurationException($"event-adapters: there is no type '{typeName}'.");
        object adapter = type.GetConstructor([typeof(ExtendedActorSystem)]) is null
            ? Activator.CreateInstance(type)
            : Activator.CreateInstance(type, system);
        return adapter switch
        {
            IEventAdapter both => both,
            IWriteEventAdapter or IReadEventAdapter => new OneWayEventAdapter(adapter),
            _ => throw new ConfigurationException($"event-adapters: '{typeName}' is not an event adapter."),
        };
    }

    private static List<KeyValuePair<Type, IEventAdapter>> SpecificFirst(List<KeyValuePair<Type, IEventAdapter>> bindings)
    {
        var sorted = new List<KeyValuePair<Type, IEventAdapter>>();
        foreach (KeyValuePair<Type, IEventAdapter> binding in bindings)
        {
            int before = sorted.FindIndex(b => b.Key.IsAssignableFrom(binding.Key));
            sorted.Insert(before < 0 ? sorted.Count : before, binding);
        }

        return sorted;
    }

    private IEventAdapter Find(Type type)
    {
        foreach (KeyValuePair<Type, IEventAdapter> binding in _bindings)
        {
            if (binding.Key.IsAssignableFrom(type))
                return binding.Value;
        }

        return IdentityEventAdapter.Instance;
    }
}
