using AkkaFederation.Consensus;

namespace AkkaFederation.TestKit;

/// <summary>Bugs of the consensus core that can be planted in a world, each in the place of one rule.</summary>
internal static class PlantedRules
{
    /// <summary>As the command line names it.</summary>
    public static string NameOf(PlantedBug bug) => string.Concat(bug.ToString().Select((c, i) => char.IsUpper(c) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(c) : c.ToString()));

    public static RaftRules Of(PlantedBug bug) => bug switch
    {
        PlantedBug.StaleRead => new TrustsItself(),
        PlantedBug.ApplyTwice => new ReplicatesAgain(),
        PlantedBug.CommitEarly => new CommitsAlone(),
        _ => RaftRules.Sound,
    };

    private sealed class TrustsItself : RaftRules
    {
        public override bool Confirms(ulong heard, ulong round) => true;
    }

    private sealed class ReplicatesAgain : RaftRules
    {
        public override bool TakesOnce => false;
    }

    private sealed class CommitsAlone : RaftRules
    {
        public override ulong ReachedByMajority(ulong own, Span<ulong> followers) => own;
    }
}
