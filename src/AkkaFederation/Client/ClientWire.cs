using AkkaFederation.Wire;

namespace AkkaFederation.Client;

/// <summary>What clients and nodes say to each other.</summary>
internal sealed class ClientWire : IWireModule
{
    public IReadOnlyList<WireMessage> Messages { get; } =
    [
        WireMessage.OfProto("client/open-session", OpenSession.Parser),
        WireMessage.OfProto("client/propose", ProposeBatch.Parser),
        WireMessage.OfProto("client/answers", ProposalAnswers.Parser),
        WireMessage.OfProto("client/status", StatusRequest.Parser),
        WireMessage.OfProto("client/status-reply", StatusReply.Parser),
        WireMessage.OfProto("client/log", LogRequest.Parser),
        WireMessage.OfProto("client/log-chunk", LogChunk.Parser),
        WireMessage.OfProto("client/read-index", ReadIndexQuery.Parser),
        WireMessage.OfProto("client/read-index-reply", ReadIndexReply.Parser),
        WireMessage.OfProto("client/machine-question", MachineQuestion.Parser),
        WireMessage.OfProto("client/machine-reply", MachineReply.Parser),
        WireMessage.OfProto("client/voters", VotersQuery.Parser),
        WireMessage.OfProto("client/voters-answer", VotersAnswer.Parser),
        WireMessage.OfProto("client/change-voters", ChangeVoters.Parser),
        WireMessage.OfProto("client/change-voters-reply", ChangeVotersReply.Parser),
        WireMessage.OfProto("client/root", RootRequest.Parser),
        WireMessage.OfProto("client/root-reply", RootReply.Parser),
        WireMessage.OfProto("client/aborts", AbortsRequest.Parser),
        WireMessage.OfProto("client/aborts-chunk", AbortsChunk.Parser),
        WireMessage.OfProto("client/ballot", BallotQuery.Parser),
        WireMessage.OfProto("client/ballot-reply", BallotReply.Parser),
        WireMessage.OfProto("client/cast-ballot", CastBallot.Parser),
        WireMessage.OfProto("client/cast-reply", CastReply.Parser),
        WireMessage.OfProto("client/genesis", GenesisRequest.Parser),
        WireMessage.OfProto("client/genesis-reply", GenesisReply.Parser),
    ];
}
