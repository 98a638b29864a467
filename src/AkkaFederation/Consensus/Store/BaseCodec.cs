using AkkaFederation.Identity;
using AkkaFederation.Wire;
using Google.Protobuf;

namespace AkkaFederation.Consensus;

/// <summary>Bases of logs to protobuf and back.</summary>
internal static class BaseCodec
{
    public static VoterBasis Encode(VoterBase from)
    {
        var proto = new VoterBasis { Term = from.Hard.Term, Vote = from.Hard.Vote.Value, Log = Encode(from.Log) };
        proto.Founding.Add(from.Founding.Select(Encode));
        return proto;
    }

    public static VoterBase Decode(VoterBasis proto) => new(
        new HardState(proto.Term, proto.Vote.Length == 0 ? default : Did.Parse(proto.Vote)),
        Decode(proto.Log ?? throw new WireFormatException("a voter's base without a log")),
        [.. proto.Founding.Select(Decode)]);

    public static LogBasis Encode(LogBase from)
    {
        var proto = new LogBasis
        {
            Index = from.Index,
            Time = from.Time,
            LevelIndex = from.LevelIndex,
            Level = from.Level,
            Stored = from.Tree.Stored,
            Tiles = UnsafeByteOperations.UnsafeWrap(from.Tree.Tiles),
            Rest = UnsafeByteOperations.UnsafeWrap(from.Tree.Rest),
        };
        proto.Terms.Add(from.Terms.Select(r => new TermBegin { First = r.First, Term = r.Term }));
        proto.Configurations.Add(from.Configurations.Select(c => new KeptConfiguration { Epoch = c.Epoch, Payload = UnsafeByteOperations.UnsafeWrap(c.ToPayload()) }));
        return proto;
    }

    public static LogBase Decode(LogBasis proto) => new()
    {
        Index = proto.Index,
        Time = proto.Time,
        Terms = [.. proto.Terms.Select(r => new TermRun(r.First, r.Term))],
        Tree = new TreeBase { Size = proto.Index, Stored = proto.Stored, Tiles = proto.Tiles.ToByteArray(), Rest = proto.Rest.ToByteArray() },
        Configurations = [.. proto.Configurations.Select(Decode)],
        LevelIndex = proto.LevelIndex,
        Level = Math.Max(proto.Level, LevelTable.First),
    };

    private static VoterConfiguration Decode(KeptConfiguration proto) =>
        VoterConfiguration.TryRead(proto.Payload.Span, proto.Epoch, out var configuration, out var error) ? configuration : throw new WireFormatException(error);

    private static FoundingStep Encode(FoundingEvent e) => e switch
    {
        GenesisBinding m => new FoundingStep { Bound = JournalCodec.Encode(m) },
        GenesisRuledOut m => new FoundingStep { Excluded = JournalCodec.Encode(m) },
        GenesisReleased m => new FoundingStep { Unbound = JournalCodec.Encode(m) },
        GenesisFounded m => new FoundingStep { Founded = JournalCodec.Encode(m) },
        GenesisJoined m => new FoundingStep { Joined = SealCodec.Encode(m.Signed) },
        _ => throw new ArgumentException($"{e.GetType().Name} has no wire form.", nameof(e)),
    };

    private static FoundingEvent Decode(FoundingStep proto) => proto.StepCase switch
    {
        FoundingStep.StepOneofCase.Bound => JournalCodec.Decode(proto.Bound),
        FoundingStep.StepOneofCase.Excluded => JournalCodec.Decode(proto.Excluded),
        FoundingStep.StepOneofCase.Unbound => JournalCodec.Decode(proto.Unbound),
        FoundingStep.StepOneofCase.Founded => JournalCodec.Decode(proto.Founded),
        FoundingStep.StepOneofCase.Joined => new GenesisJoined(SealCodec.Decode(proto.Joined)),
        _ => throw new WireFormatException("a step of a founding that is not known"),
    };
}
