namespace AkkaFederation.Consensus;

/// <summary>Limits of who follows commits and aborts. A follower holds its own position: a slow one costs this node nothing.</summary>
internal static class FollowLimits
{
    /// <summary>Longest time for which a question waits for news before it is answered with none.</summary>
    public const uint LongestWaitMs = 30_000;

    /// <summary>Questions that wait at once; more are answered with no news at once, and ask again.</summary>
    public const int MostWaiting = 4_096;
}
