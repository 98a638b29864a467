using AkkaFederation.Identity;
using AkkaFederation.Wire;
using Google.Protobuf;
using Body = AkkaFederation.Wire.PeerFrame.BodyOneofCase;

namespace AkkaFederation.Consensus;

/// <summary>A message between voters with the log that it is about (empty while founding).</summary>
internal sealed record PeerEnvelope(ReadOnlyMemory<byte> Genesis, PeerMessage Message);

/// <summary>Messages between voters to protobuf and back.</summary>
internal static class PeerCodec
{
    public static PeerFrame Encode(PeerEnvelope envelope)
    {
        var (from, to) = (envelope.Message.From, envelope.Message.To);
        var frame = new PeerFrame { From = from.Value, To = to.Value, Genesis = UnsafeByteOperations.UnsafeWrap(envelope.Genesis) };
        switch (envelope.Message)
        {
            case PreVoteRequest m: frame.PreVoteRequest = new BallotRequest { Term = m.Term, LastIndex = m.LastIndex, LastTerm = m.LastTerm }; break;
            case PreVoteResponse m: frame.PreVoteResponse = new BallotResponse { Term = m.Term, Granted = m.Granted, RemovedAt = m.RemovedAt }; break;
            case VoteRequest m: frame.VoteRequest = new BallotRequest { Term = m.Term, LastIndex = m.LastIndex, LastTerm = m.LastTerm, Transfer = m.Transfer }; break;
            case VoteResponse m: frame.VoteResponse = new BallotResponse { Term = m.Term, Granted = m.Granted, Signature = ByteString.CopyFrom(m.Signature) }; break;
            case AppendRequest m: frame.AppendRequest = Encode(m); break;
            case AppendResponse m: frame.AppendResponse = Encode(m); break;
            case HeartbeatRequest m: frame.HeartbeatRequest = new Beat { Term = m.Term, Commit = m.Commit, Seal = m.Seal, Round = m.Round }; break;
            case HeartbeatResponse m: frame.HeartbeatResponse = new BeatAnswer { Term = m.Term, Round = m.Round, Level = m.Level }; break;
            case TimeoutNow m: frame.TimeoutNow = new StandNow { Term = m.Term }; break;
            case ReadIndexRequest m: frame.ReadIndexRequest = new ReadIndexAsked { Number = m.Number }; break;
            case ReadIndexResponse m: frame.ReadIndexResponse = new ReadIndexTold { Number = m.Number, Index = m.Index, Confirmed = m.Confirmed }; break;
            case SnapshotAvailable m: frame.SnapshotOffer = new SnapshotOffered { Term = m.Term, Mark = m.Mark, MarkTerm = m.MarkTerm, Digest = UnsafeByteOperations.UnsafeWrap(m.Digest) }; break;
            case SealSignature m: frame.SealSignature = new SealSigned { Term = m.Term, Size = m.Size, Signature = UnsafeByteOperations.UnsafeWrap(m.Signature) }; break;
            case SealCertificate m: frame.SealCertificate = new SealShipped { Term = m.Term, Commit = m.Commit, Seal = SealCodec.Encode(m.Seal) }; break;
            case BallotCast m: frame.BallotCast = new BallotWord { Ballot = m.Ballot, Choice = (uint)m.Choice, Signature = UnsafeByteOperations.UnsafeWrap(m.Signature) }; break;
            case ForwardRequest m: frame.ForwardRequest = ForwardCodec.Encode(m); break;
            case ForwardRefusal m: frame.ForwardRefusal = ForwardCodec.Encode(m); break;
            case GenesisOffer m: frame.GenesisOffer = new GenesisOffered { Document = ByteString.CopyFrom(m.Document), Signature = ByteString.CopyFrom(m.Signature) }; break;
            case GenesisProof m: frame.GenesisProof = SealCodec.Encode(m.Signed); break;
            case GenesisRefused m: frame.GenesisRefused = SealCodec.Encode(m.Refusal); break;
            case JoinRequest m: frame.JoinRequest = new JoinAsked { Number = m.Number, Fresh = m.Fresh }; break;
            case JoinReply m: frame.JoinReply = JoinCodec.Encode(m); break;
            case VotersRequest: frame.VotersRequest = new VotersAsked(); break;
            case VotersReply m: frame.VotersReply = JoinCodec.Encode(m); break;
            default: throw new ArgumentException($"{envelope.Message.GetType().Name} has no wire form.", nameof(envelope));
        }

        return frame;
    }

    public static PeerEnvelope Decode(PeerFrame frame)
    {
        if (frame.Genesis.Length is not (0 or 32)) throw new WireFormatException("a genesis hash has 32 bytes");
        var (from, to) = (Did.Parse(frame.From), Did.Parse(frame.To));
        return new PeerEnvelope(frame.Genesis.Memory, frame.BodyCase switch
        {
            Body.PreVoteRequest => new PreVoteRequest(from, to, frame.PreVoteRequest.Term, frame.PreVoteRequest.LastIndex, frame.PreVoteRequest.LastTerm),
            Body.PreVoteResponse => new PreVoteResponse(from, to, frame.PreVoteResponse.Term, frame.PreVoteResponse.Granted) { RemovedAt = frame.PreVoteResponse.RemovedAt },
            Body.VoteRequest => new VoteRequest(from, to, frame.VoteRequest.Term, frame.VoteRequest.LastIndex, frame.VoteRequest.LastTerm) { Transfer = frame.VoteRequest.Transfer },
            Body.VoteResponse => new VoteResponse(from, to, frame.VoteResponse.Term, frame.VoteResponse.Granted) { Signature = frame.VoteResponse.Signature.ToByteArray() },
            Body.AppendRequest => Decode(from, to, frame.AppendRequest),
            Body.AppendResponse => Decode(from, to, frame.AppendResponse),
            Body.HeartbeatRequest => new HeartbeatRequest(from, to, frame.HeartbeatRequest.Term, frame.HeartbeatRequest.Commit, frame.HeartbeatRequest.Seal) { Round = frame.HeartbeatRequest.Round },
            Body.HeartbeatResponse => new HeartbeatResponse(from, to, frame.HeartbeatResponse.Term) { Round = frame.HeartbeatResponse.Round, Level = frame.HeartbeatResponse.Level },
            Body.TimeoutNow => new TimeoutNow(from, to, frame.TimeoutNow.Term),
            Body.ReadIndexRequest => new ReadIndexRequest(from, to, frame.ReadIndexRequest.Number),
            Body.ReadIndexResponse => new ReadIndexResponse(from, to, frame.ReadIndexResponse.Number, frame.ReadIndexResponse.Index, frame.ReadIndexResponse.Confirmed),
            Body.SnapshotOffer => Decode(from, to, frame.SnapshotOffer),
            Body.SealSignature => new SealSignature(from, to, frame.SealSignature.Term, frame.SealSignature.Size, frame.SealSignature.Signature.ToByteArray()),
            Body.SealCertificate => Decode(from, to, frame.SealCertificate),
            Body.BallotCast => new BallotCast(from, to, frame.BallotCast.Ballot, BallotCodec.Choice(frame.BallotCast.Choice), frame.BallotCast.Signature.ToByteArray()),
            Body.ForwardRequest => ForwardCodec.Decode(from, to, frame.ForwardRequest),
            Body.ForwardRefusal => ForwardCodec.Decode(from, to, frame.ForwardRefusal),
            Body.GenesisOffer => new GenesisOffer(from, to, frame.GenesisOffer.Document.ToByteArray(), frame.GenesisOffer.Signature.ToByteArray()),
            Body.GenesisProof => new GenesisProof(from, to, SealCodec.Decode(frame.GenesisProof)),
            Body.GenesisRefused => new GenesisRefused(from, to, SealCodec.Decode(frame.GenesisRefused)),
            Body.JoinRequest => new JoinRequest(from, to, frame.JoinRequest.Number, frame.JoinRequest.Fresh),
            Body.JoinReply => JoinCodec.Decode(from, to, frame.JoinReply),
            Body.VotersRequest => new VotersRequest(from, to),
            Body.VotersReply => JoinCodec.Decode(from, to, frame.VotersReply),
            _ => throw new WireFormatException("a message between voters without a known body"),
        });
    }

    private static SnapshotAvailable Decode(Did from, Did to, SnapshotOffered p) => p.Digest.Length == 32
        ? new SnapshotAvailable(from, to, p.Term, p.Mark, p.MarkTerm, p.Digest.ToByteArray())
        : throw new WireFormatException("a digest has 32 bytes");

    private static AppendEntries Encode(AppendRequest m) => new()
    {
        Term = m.Term, PrevIndex = m.PrevIndex, PrevTerm = m.PrevTerm, Commit = m.Commit, Seal = m.Seal, Entries = EntryCodec.Encode(m.Entries),
    };

    private static AppendAnswer Encode(AppendResponse m) => new()
    {
        Term = m.Term, Accepted = m.Accepted, Index = m.Index, HintIndex = m.HintIndex, HintTerm = m.HintTerm,
    };

    private static AppendRequest Decode(Did from, Did to, AppendEntries p) =>
        new(from, to, p.Term, p.PrevIndex, p.PrevTerm, EntryCodec.Decode(p.Entries, p.PrevIndex + 1), p.Commit, p.Seal);

    private static SealCertificate Decode(Did from, Did to, SealShipped p) => new(
        from, to, p.Term, p.Commit, SealCodec.Decode(p.Seal ?? throw new WireFormatException("a shipped seal without its seal")));

    private static AppendResponse Decode(Did from, Did to, AppendAnswer p) =>
        new(from, to, p.Term, p.Accepted, p.Index, p.HintIndex, p.HintTerm);
}
