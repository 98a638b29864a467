namespace AkkaFederation.Gossip;

/// <summary>An update as it travels: the very bytes that its origin signed, the signature, and what they say.</summary>
internal sealed record SignedUpdate(GossipUpdate Update, string ClusterId, ReadOnlyMemory<byte> Statement, ReadOnlyMemory<byte> Signature)
{
    public GossipId Id => Update.Id;

    /// <summary>About what it takes in memory and in a message.</summary>
    public int Size => Statement.Length + Signature.Length + Update.Payload.Length + 16;
}

/// <summary>An update on its way from one node to the next.</summary>
/// <param name="Signed">What is passed on.</param>
/// <param name="Hops">Hops taken by the time it arrives.</param>
/// <param name="Path">Ends of the DIDs of those who passed it on, newest last; unproven, for people alone.</param>
internal sealed record GossipRumour(SignedUpdate Signed, int Hops, string Path)
{
    public const int MaxPathHops = 10;
    public const int PathPiece = 6;
    public const int MaxPathLength = MaxPathHops * (PathPiece + 1);

    /// <summary>Adds this node to a path; the oldest go where it gets too long.</summary>
    public static string Append(string path, string did)
    {
        var longer = path.Length == 0 ? did[^PathPiece..] : $"{path}>{did[^PathPiece..]}";
        return longer.Length <= MaxPathLength ? longer : longer[(longer.IndexOf('>') + 1)..];
    }
}
