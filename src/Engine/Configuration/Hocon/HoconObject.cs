#nullable disable
using AkkaFederation.Hocon;

namespace Akka.Configuration.Hocon;

/// <summary>The keys of an object and their values.</summary>
public class HoconObject : IHoconElement
{
    private readonly ConfigObject _tree;

    internal HoconObject(ConfigObject tree)
    {
        _tree = tree;
        Items = tree.Fields.ToDictionary(field => field.Key, field => new HoconValue(field.Value), StringComparer.Ordinal);
    }

    public Dictionary<string, HoconValue> Items { get; }

    /// <summary>The value of a key of this object (not a path).</summary>
    /// <exception cref="KeyNotFoundException">There is no such key.</exception>
    public HoconValue GetKey(string key) => Items[key];

    /// <exception cref="NotSupportedException">Always: an object is no list.</exception>
    public IList<HoconValue> GetArray() => throw new NotSupportedException("An object is no list.");

    /// <exception cref="NotSupportedException">Always: an object is no text.</exception>
    public string GetString() => throw new NotSupportedException("An object is no text.");

    public bool IsArray() => false;

    public bool IsString() => false;

    public override string ToString() => _tree.ToString();
}
