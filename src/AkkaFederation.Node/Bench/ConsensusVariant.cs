using AkkaFederation.Node.Cli;
using AkkaFederation.Settings;

namespace AkkaFederation.Node.Bench;

/// <summary>A way in which the same is measured, beside others in one run: on which journal, and whether seals are signed.</summary>
internal readonly record struct ConsensusVariant(JournalKind Journal, bool Signing)
{
    public string Name(bool journal, bool signing) =>
        (journal ? $" journal={CommonOptions.NameOf(Journal)}" : "") + (signing ? $" signing={(Signing ? "on" : "off")}" : "");

    /// <summary>What certification costs, by two measurements of one run: throughput lost, and latency added, in percent.</summary>
    public static IReadOnlyList<BenchFigure> Cost(string row, IReadOnlyList<ConsensusRound> on, IReadOnlyList<ConsensusRound> off)
    {
        double Share(Func<ConsensusRound, double> figure) => ConsensusRound.Median(on, figure) / ConsensusRound.Median(off, figure);
        return
        [
            new(ConsensusBench.Name, row, "certification_throughput_cost", Math.Round((1 - Share(r => r.CommitsPerSecond)) * 100, 1), "%"),
            new(ConsensusBench.Name, row, "certification_p50_cost", Math.Round((Share(r => r.P50) - 1) * 100, 1), "%"),
        ];
    }
}
