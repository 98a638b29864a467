namespace AkkaFederation.TestKit.Dissemination;

/// <summary>How something spreads.</summary>
internal enum DisseminationMode
{
    /// <summary>Gossip of rumours: each node that knows tells some others in every round.</summary>
    Rumour,

    /// <summary>Along the spanning tree (Plumtree), with repair.</summary>
    Tree,

    /// <summary>Over every link of the overlay.</summary>
    Flood,
}

/// <summary>One measurement of dissemination: everything that its outcome depends on.</summary>
internal sealed record DisseminationPlan
{
    /// <summary>How it spreads.</summary>
    public DisseminationMode Mode { get; init; } = DisseminationMode.Tree;

    /// <summary>Nodes.</summary>
    public int Nodes { get; init; } = 1000;

    /// <summary>Peers that a node tells in a round; of rumours alone.</summary>
    public int Fanout { get; init; } = 3;

    /// <summary>How likely a message is lost, 0 to 1.</summary>
    public double Loss { get; init; } = 0.05;

    /// <summary>Part of the nodes that is killed in the middle of the last broadcast, 0 to 1.</summary>
    public double Kill { get; init; }

    /// <summary>What everything random comes from.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Networks that are measured, each from a seed of its own.</summary>
    public int Runs { get; init; } = 3;

    /// <summary>Bytes of a payload.</summary>
    public int Payload { get; init; } = 256;
}

/// <summary>What came of it.</summary>
internal sealed record DisseminationReport
{
    /// <summary>What was run.</summary>
    public required DisseminationPlan Plan { get; init; }

    /// <summary>Whole nodes with their actors, or the protocol's cores alone.</summary>
    public required bool CompleteNodes { get; init; }

    /// <summary>Part of the living nodes that had it in the end.</summary>
    public required double Delivered { get; init; }

    /// <summary>Rounds until half of the nodes had it; a round is gossip's interval for rumours, and what a message takes over a link for broadcasts.</summary>
    public required double RoundsP50 { get; init; }

    /// <summary>Rounds until 99 % of the nodes had it, the worst run.</summary>
    public required double RoundsP99 { get; init; }

    /// <summary>Rounds until the last node had it, the worst run.</summary>
    public required double RoundsAll { get; init; }

    /// <summary>Extra deliveries of a payload per delivery, while nothing is killed.</summary>
    public required double Redundancy { get; init; }

    /// <summary>Messages that a node sends for each thing told: rumours, or payloads, names, grafts and prunes together.</summary>
    public required double MessagesPerNode { get; init; }

    /// <summary>Bytes of those.</summary>
    public required double BytesPerNode { get; init; }
}
