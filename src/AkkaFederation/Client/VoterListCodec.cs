using AkkaFederation.Identity;
using AkkaFederation.Wire;

namespace AkkaFederation.Client;

/// <summary>A node's answer about who votes, as the client hands it to its user.</summary>
internal static class VoterListCodec
{
    public static VoterList Decode(VotersAnswer answer) => new()
    {
        Epoch = answer.Epoch,
        IsCommitted = answer.Committed,
        Leader = answer.Leader.Length == 0 ? null : Did.Parse(answer.Leader),
        LeaderEndpoint = answer.LeaderEndpoint,
        IsFromLeader = answer.Leads,
        FeatureLevel = (int)answer.Level,
        LastIndex = answer.LastIndex,
        MaxVoters = (int)answer.MaxVoters,
        Members = [.. answer.Members.Select(Decode)],
    };

    private static VoterDetails Decode(MemberLine line) => new()
    {
        Id = Did.Parse(line.Did),
        Votes = line.Votes,
        Endpoint = line.Endpoint,
        Status = line.Status,
        MatchIndex = line.Match,
        LastHeard = line.HeardMsAgo < 0 ? null : TimeSpan.FromMilliseconds(line.HeardMsAgo),
        IsCaughtUp = line.CaughtUp,
        FeatureLevel = (int)line.Level,
    };
}
