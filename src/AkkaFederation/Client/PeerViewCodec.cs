using AkkaFederation.Identity;
using AkkaFederation.Wire;

namespace AkkaFederation.Client;

/// <summary>What nodes say of their peers, as the client hands it to its user.</summary>
internal static class PeerViewCodec
{
    public static PeerDetails Decode(PeerReport report) => new()
    {
        Id = Did.Parse(report.Did),
        Name = report.Name,
        Endpoint = report.Endpoint,
        Status = report.Status,
        Incarnation = report.Incarnation,
        RttMs = report.RttMs < 0 ? null : report.RttMs,
        Reliability = report.Reliability,
        Failures = report.Failures,
        LastSeen = TimeSpan.FromMilliseconds(report.LastSeenMsAgo),
    };

    /// <exception cref="UnknownPeerException">The reply names a problem.</exception>
    public static PeerWhy Decode(WhyReply reply) => reply.Problem.Length > 0
        ? throw new UnknownPeerException(reply.Problem)
        : new PeerWhy
        {
            Peer = Decode(reply.Peer),
            Reason = reply.Reason,
            Observers = [.. reply.Observers.Select(Did.Parse)],
            RequiredObservers = reply.Required,
            Chain = [.. reply.Chain.Select(Decode)],
            Forgotten = reply.Forgotten,
        };

    private static PeerObservation Decode(PeerObservationLine line) =>
        new(TimeSpan.FromMilliseconds(line.MsAgo), line.Kind, Name(line.By), Name(line.Via), line.Incarnation, line.Text);

    private static Did? Name(string text) => text.Length == 0 ? null : Did.Parse(text);
}
