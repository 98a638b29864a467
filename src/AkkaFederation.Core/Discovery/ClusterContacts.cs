using System.Collections.Immutable;

namespace AkkaFederation.Discovery;

/// <summary>What a cluster says of one of its members.</summary>
internal enum ClusterContact
{
    /// <summary>It is up.</summary>
    Up,

    /// <summary>It leaves, is down, or is gone.</summary>
    Gone,

    /// <summary>The cluster's failure detector does not reach it.</summary>
    Unreachable,

    /// <summary>It is reached again.</summary>
    Reachable,
}

/// <summary>
/// The members of a cluster that are worth knocking at: up and reachable. Their number is bounded; what comes beyond is
/// counted and passed over until there is room again, which the cluster's next event about the member finds out.
/// </summary>
/// <remarks>Invariants: (1) at most <c>most</c> members are kept; (2) this node is not among them.</remarks>
internal sealed class ClusterContacts(string self, int most)
{
    private readonly SortedDictionary<string, (bool Up, bool Reachable)> _members = new(StringComparer.Ordinal);

    /// <summary>Addresses of the members that are up and reachable, in order.</summary>
    public ImmutableArray<string> Addresses => [.. _members.Where(m => m.Value is { Up: true, Reachable: true }).Select(m => m.Key)];

    /// <summary>Events passed over because there was no room.</summary>
    public long PassedOver { get; private set; }

    /// <summary>Takes an event; true if <see cref="Addresses"/> is another list now.</summary>
    public bool Note(string address, ClusterContact contact)
    {
        if (address == self) return false;
        var known = _members.TryGetValue(address, out var before);
        if (!known) before = (Up: false, Reachable: true);
        if (contact == ClusterContact.Gone)
        {
            _members.Remove(address);
            return before is { Up: true, Reachable: true };
        }

        if (!known && _members.Count >= most)
        {
            PassedOver++;
            return false;
        }

        var now = contact == ClusterContact.Up ? (true, before.Reachable) : (before.Up, contact == ClusterContact.Reachable);
        _members[address] = now;
        return (before is { Up: true, Reachable: true }) != (now is (true, true));
    }
}
