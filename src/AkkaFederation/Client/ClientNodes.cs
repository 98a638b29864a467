using Akka.Actor;
using AkkaFederation.Hosting;
using AkkaFederation.Settings;

namespace AkkaFederation.Client;

/// <summary>The nodes that a client can turn to, by address; thread-safe, and never changed but by the leader hints of nodes.</summary>
internal sealed class ClientNodes
{
    private const string LocalName = "local";
    private const string Room = $"/user/{FederationRooms.Guardian}/{FederationRooms.Consensus}";
    private const string KeyValueRoom = $"/user/{FederationRooms.Guardian}/{FederationRooms.KeyValue}";
    private const string MembershipRoom = $"/user/{FederationRooms.Guardian}/{FederationRooms.Membership}";
    private readonly ActorSystem _system;

    private ClientNodes(ActorSystem system, string[] addresses)
    {
        _system = system;
        Addresses = addresses;
    }

    /// <summary>The addresses given at first, in their order.</summary>
    public IReadOnlyList<string> Addresses { get; }

    public bool IsLocal => Addresses[0] == LocalName;

    public static ClientNodes Local(ActorSystem system) => new(system, [LocalName]);

    public static ClientNodes Remote(ActorSystem system, IEnumerable<string> nodes)
    {
        var addresses = nodes.Select(n => Normalize(system, n)).Distinct().ToArray();
        return addresses.Length > 0 ? new ClientNodes(system, addresses) : throw new ArgumentException("A client needs the address of a node.", nameof(nodes));
    }

    /// <summary>The consensus room of the node at an address.</summary>
    public ICanTell Find(string address) => Find(address, Room);

    /// <summary>The membership room of the node at an address.</summary>
    public ICanTell FindMembership(string address) => Find(address, MembershipRoom);

    /// <summary>The key-value room of the node at an address.</summary>
    public ICanTell FindKeyValue(string address) => Find(address, KeyValueRoom);

    private ICanTell Find(string address, string room) => IsLocal
        ? _system.ActorSelection(room)
        : ((ExtendedActorSystem)_system).Provider.ResolveActorRef(Normalize(_system, address) + room);

    private static string Normalize(ActorSystem system, string node) =>
        NodeAddress.TryParse(node, system.Name, out var address, out var expected)
            ? address
            : throw new ArgumentException($"'{node}' is not the address of a node: {expected} is expected.", nameof(node));
}
