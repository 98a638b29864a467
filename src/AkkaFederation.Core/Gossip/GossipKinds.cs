namespace AkkaFederation.Gossip;

/// <summary>Kinds of update with a meaning of their own. Any other word of 1 to 64 letters, digits, <c>. - _ / :</c> will do too.</summary>
public static class GossipKinds
{
    /// <summary>Critical unless told otherwise.</summary>
    public const string Emergency = "emergency";

    /// <summary>High unless told otherwise.</summary>
    public const string Security = "security";

    /// <summary>Low, two hops, not kept: who misses one does not get it by anti-entropy.</summary>
    public const string Heartbeat = "heartbeat";

    /// <summary>The origin's last words; three hops. Gossip itself sends it.</summary>
    public const string Farewell = "farewell";

    internal const int MaxLength = 64;

    /// <summary>A node's own heartbeat, which tells its capacity.</summary>
    internal const string Capacity = "heartbeat/capacity";

    /// <summary>The priority of an update whose publisher names none.</summary>
    public static GossipPriority PriorityOf(string kind) => kind switch
    {
        Emergency => GossipPriority.Critical,
        Security => GossipPriority.High,
        _ when IsHeartbeat(kind) => GossipPriority.Low,
        _ => GossipPriority.Medium,
    };

    internal static int HopLimitOf(string kind, int usual) => kind switch
    {
        _ when IsHeartbeat(kind) => Math.Min(2, usual),
        Farewell => Math.Min(3, usual),
        _ => usual,
    };

    internal static bool IsHeartbeat(string kind) => kind == Heartbeat || kind.StartsWith("heartbeat/", StringComparison.Ordinal);

    internal static bool IsValid(string kind) =>
        kind.Length is > 0 and <= MaxLength && kind.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '/' or ':');
}
