namespace AkkaFederation.Hosting;

/// <summary>What a room tells its guardian (its parent).</summary>
internal abstract record RoomMessage
{
    /// <summary>The room serves: membership listens and has its seeds contacted; consensus knows a leader.</summary>
    public sealed record Ready : RoomMessage
    {
        public static readonly Ready Instance = new();
    }

    /// <summary>
    /// The room cannot go on and must not be restarted, such as consensus after a disk error. The node's participation
    /// ends with this error and its exit code.
    /// </summary>
    public sealed record Ended(FederationStartException Error) : RoomMessage;
}
