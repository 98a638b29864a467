using AkkaFederation.Consensus;

namespace AkkaFederation.Core.Tests.Consensus;

/// <summary>A linearisable read in the simulation, with what was known to be committed when it began.</summary>
internal sealed class SimRead(int committedBefore)
{
    public int CommittedBefore { get; } = committedBefore;

    public ReadReply? Reply { get; set; }
}
