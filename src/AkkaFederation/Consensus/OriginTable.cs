using AkkaFederation.Identity;
using AkkaFederation.Wire;

namespace AkkaFederation.Consensus;

/// <summary>Names of origins, each written and checked once a message; place 0 is nobody.</summary>
internal sealed class OriginTable
{
    private readonly List<Did> _origins = [];
    private readonly Dictionary<Did, uint> _places = [];

    public OriginTable()
    {
    }

    public OriginTable(IEnumerable<string> names)
    {
        foreach (var name in names) _origins.Add(Did.Parse(name));
    }

    public IEnumerable<string> Names => _origins.Select(o => o.Value);

    public Did this[uint place]
    {
        get
        {
            if (place == 0) return default;
            return place <= _origins.Count ? _origins[(int)place - 1] : throw new WireFormatException($"origin {place} is not in the table");
        }
    }

    public uint Place(Did origin)
    {
        if (origin.IsEmpty) return 0;
        if (_places.TryGetValue(origin, out var place)) return place;
        _origins.Add(origin);
        return _places[origin] = (uint)_origins.Count;
    }
}
