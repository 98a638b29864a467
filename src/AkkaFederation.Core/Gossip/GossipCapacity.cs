namespace AkkaFederation.Gossip;

/// <summary>What a node says it can carry, each 0 to 1,000,000, 100 being ordinary.</summary>
/// <param name="Bandwidth">Network.</param>
/// <param name="Memory">Memory.</param>
/// <param name="Cpu">Processor.</param>
public sealed record GossipCapacity(int Bandwidth = 100, int Memory = 100, int Cpu = 100)
{
    internal const int Max = 1_000_000;
}
