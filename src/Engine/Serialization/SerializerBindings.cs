#nullable disable
using System.Collections.Concurrent;

namespace Akka.Serialization;

/// <summary>
/// Which serializer a type goes to: its own binding, or that of the most specific type it derives from or implements.
/// Between two that are not related the one bound first wins.
/// </summary>
internal sealed class SerializerBindings
{
    private readonly Lock _writing = new();
    private readonly ConcurrentDictionary<Type, Serializer> _found = new();
    private volatile (Type Type, Serializer Serializer)[] _bindings = [];

    public void Bind(Type type, Serializer serializer)
    {
        lock (_writing)
        {
            _bindings = [.. _bindings.Where(b => b.Type != type), (type, serializer)];
            _found.Clear();
        }
    }

    /// <summary>The serializer, or null.</summary>
    public Serializer Find(Type type)
    {
        if (_found.TryGetValue(type, out var serializer))
            return serializer;
        lock (_writing)
        {
            serializer = FindMostSpecific(type);
            if (serializer is not null)
                _found[type] = serializer;
            return serializer;
        }
    }

    private Serializer FindMostSpecific(Type type)
    {
        (Type Type, Serializer Serializer) best = default;
        foreach (var binding in _bindings)
        {
            if (binding.Type.IsAssignableFrom(type) && (best.Type is null || best.Type.IsAssignableFrom(binding.Type)))
                best = binding;
        }

        return best.Serializer;
    }
}
