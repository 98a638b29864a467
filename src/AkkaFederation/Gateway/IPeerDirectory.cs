using AkkaFederation.Identity;

namespace AkkaFederation.Gateway;

/// <summary>Asks nodes for their peers over HTTPS.</summary>
internal interface IPeerDirectory
{
    /// <param name="seed"><c>https://host:port</c>.</param>
    /// <param name="ct">Ends the waiting.</param>
    /// <returns>Whom the connection has proven to be there, and what it served.</returns>
    /// <exception cref="PeerListException">No connection, a stranger, or no list of peers; in one line.</exception>
    Task<(Did Host, ServedPeers Peers)> FetchAsync(string seed, CancellationToken ct);
}
