using AkkaFederation.Identity;
using AkkaFederation.Wire;
using Google.Protobuf;

namespace AkkaFederation.Consensus;

/// <summary>What is said about joining to protobuf and back.</summary>
internal static class JoinCodec
{
    public static JoinTold Encode(JoinReply m) => new() { Number = m.Number, Outcome = (JoinOutcome)m.Answer, Leader = m.Leader.Value };

    public static JoinReply Decode(Did from, Did to, JoinTold proto) => Enum.IsDefined((JoinAnswer)proto.Outcome)
        ? new JoinReply(from, to, proto.Number, (JoinAnswer)proto.Outcome, proto.Leader.Length == 0 ? default : Did.Parse(proto.Leader))
        : throw new WireFormatException($"answer {(int)proto.Outcome} to a join is not known");

    public static VotersTold Encode(VotersReply m) => m.Configuration.Epoch == 0
        ? new VotersTold()
        : new VotersTold { Epoch = m.Configuration.Epoch, Configuration = UnsafeByteOperations.UnsafeWrap(m.Configuration.ToPayload()) };

    public static VotersReply Decode(Did from, Did to, VotersTold proto)
    {
        if (proto.Epoch == 0) return new VotersReply(from, to, VoterConfiguration.None);
        return VoterConfiguration.TryRead(proto.Configuration.Span, proto.Epoch, out var configuration, out var error)
            ? new VotersReply(from, to, configuration)
            : throw new WireFormatException($"configuration: {error}");
    }
}
