using AkkaFederation.Identity;

namespace AkkaFederation.Node.Cli;

/// <summary>Whom a user means: a DID, a unique beginning or end of one, or the address of a node that is known.</summary>
internal static class VoterNames
{
    private const string Scheme = "did:key:";

    public static async Task<Did> FindAsync(FederationClient client, string node, string asked, CancellationToken stop)
    {
        if (Did.TryParse(asked, out var whole, out _)) return whole;
        var list = await ListAsync(client, node, stop);
        var peers = await client.GetPeersAsync(node, stop);
        var known = list.Members.Select(m => (m.Id, m.Endpoint, Name: ""))
            .Concat(peers.Peers.Select(p => (p.Id, p.Endpoint, p.Name)))
            .Append((Id: peers.Node, peers.Endpoint, Name: ""));
        var fitting = known.Where(k => Fits(asked, k.Id, k.Endpoint, k.Name)).Select(k => k.Id).Distinct().ToArray();
        return fitting switch
        {
            [var one] => one,
            [] => throw FedException.Input($"'{asked}' is no member or peer that {node} knows: give a DID, a beginning or end of one, a name, or host:port."),
            _ => throw FedException.Input($"'{asked}' fits {fitting.Length} members and peers: {string.Join(", ", fitting)}."),
        };
    }

    public static async Task<VoterList> ListAsync(FederationClient client, string node, CancellationToken stop)
    {
        try
        {
            return await client.GetVotersAsync(node, stop);
        }
        catch (InvalidOperationException none)
        {
            throw FedException.Failed(none.Message, none);
        }
    }

    private static bool Fits(string asked, Did id, string endpoint, string name)
    {
        var key = id.Value.StartsWith(Scheme, StringComparison.Ordinal) ? id.Value[Scheme.Length..] : id.Value;
        return asked == name || (asked.Length > 0 && endpoint.EndsWith('@' + asked, StringComparison.Ordinal))
            || (asked.Length >= 4 && (id.Value.StartsWith(asked, StringComparison.Ordinal) || key.StartsWith(asked, StringComparison.Ordinal) || key.EndsWith(asked, StringComparison.Ordinal)));
    }
}
