using System.Globalization;
using AkkaFederation.Identity;

namespace AkkaFederation.Membership;

/// <summary>
/// One thing that this node saw, was told or concluded about a peer. A chain of them explains a status
/// (<c>fed why</c>).
/// </summary>
/// <param name="At">On this node's monotonic clock.</param>
/// <param name="Kind">What it was.</param>
/// <param name="By">Who says so: the signer of a statement, or empty for this node's own observation.</param>
/// <param name="Via">Who passed it on; empty if nobody did.</param>
/// <param name="Incarnation">The peer's incarnation that it is about.</param>
/// <param name="Count">Failures in a row, observers, or milliseconds, by kind.</param>
/// <param name="Of">Helpers asked, or observers that suffice, by kind.</param>
/// <param name="Detail">More in words; of status changes the new status, cause and reason.</param>
internal readonly record struct Observation(
    TimeSpan At, ObservationKind Kind, Did By, Did Via, ulong Incarnation, long Count = 0, long Of = 0, string Detail = "")
{
    /// <summary>In words, without the time and without who passed it on.</summary>
    public string Describe() => Kind switch
    {
        ObservationKind.Registered => Text($"its signed record became known: {Detail}"),
        ObservationKind.Proven => "a connection has proven that it is who it says",
        ObservationKind.Announced => Text($"it signed incarnation {Incarnation}{Detail}"),
        ObservationKind.ProbeFailed when Of > 0 => Text($"probe failed, {Count} in a row: no direct answer and none through {Of} helpers{Detail}"),
        ObservationKind.ProbeFailed => Text($"probe failed, {Count} in a row: no direct answer, no helper to ask"),
        ObservationKind.ProbeAnswered => Text($"answered a probe after {Count} ms{Detail}"),
        ObservationKind.SuspicionSigned => Text($"this node signed a suspicion of incarnation {Incarnation}"),
        ObservationKind.SuspicionHeard => Text($"signed suspicion of incarnation {Incarnation}"),
        ObservationKind.Refuted => Text($"refuted what was suspected: it signed incarnation {Incarnation}"),
        ObservationKind.Farewell => Text($"signed its farewell at incarnation {Incarnation}"),
        ObservationKind.StatusChanged => Detail,
        ObservationKind.Revoked => "its identity was revoked",
        ObservationKind.Equivocated => "evidence of equivocation by its key is kept (fed evidence list)",
        _ => Kind.ToString(),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
