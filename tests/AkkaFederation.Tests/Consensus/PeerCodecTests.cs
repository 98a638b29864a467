using System.Text.Json;
using AkkaFederation.Consensus;
using AkkaFederation.Identity;
using AkkaFederation.Wire;
using Google.Protobuf;

namespace AkkaFederation.Tests.Consensus;

/// <summary>What goes over the wire and into the journal comes back as it was; what is bent is refused, never half taken.</summary>
public sealed class PeerCodecTests
{
    private static readonly EcdsaP256Signer A = EcdsaP256Signer.Generate();
    private static readonly EcdsaP256Signer B = EcdsaP256Signer.Generate();
    private static readonly byte[] Hash = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private readonly WireRegistry _registry = new("test", [new ConsensusWire()]);

    public static TheoryData<string> Kinds() => new(Messages().Select(m => m.GetType().Name).Distinct());

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Messages_between_voters_come_back_as_they_were(string kind)
    {
        foreach (var message in Messages().Where(m => m.GetType().Name == kind))
        {
            var bytes = _registry.Encode(new PeerEnvelope(Hash, message));
            var back = Assert.IsType<PeerEnvelope>(_registry.Decode(bytes, "consensus/peer"));
            Assert.Equal(Hash, back.Genesis.ToArray());
            Assert.Equal(Text(message), Text(back.Message));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Truncated_messages_are_refused_or_whole_messages_of_less(string kind)
    {
        foreach (var message in Messages().Where(m => m.GetType().Name == kind))
        {
            var bytes = _registry.Encode(new PeerEnvelope(Hash, message));
            for (var length = 0; length < bytes.Length; length++)
                Assert.Throws<WireRefusedException>(() => _registry.Decode(bytes.AsMemory(0, length), "consensus/peer"));
        }
    }

    [Fact]
    public void Bent_fields_are_refused_with_a_reason()
    {
        Refused(f => f.From = "did:key:nobody");
        Refused(f => f.Genesis = ByteString.CopyFrom(1, 2, 3));
        Refused(f => f.ClearBody());
        Refused(f => f.AppendRequest = new AppendEntries { Entries = new Entries { Entries_ = { new Entry { Kind = 200 } } } });
        Refused(f => f.AppendRequest = new AppendEntries { Entries = new Entries { Entries_ = { new Entry { Kind = 2, Origin = 4 } } } });
        Refused(f => f.SealCertificate = new SealShipped());
        Refused(f => f.SealCertificate = new SealShipped { Seal = new SealProof { Statement = ByteString.CopyFrom(1) } });
        Refused(f => f.ForwardRequest = new Forward { Items = { new ForwardItem { Kind = 2 } } });
        Refused(f => f.ForwardRequest = new Forward { Origins = { A.Id.Value }, Items = { new ForwardItem { Kind = 1, Origin = 1 } } });
        Refused(f => f.GenesisProof = new GenesisSigned());
        Refused(f => f.JoinReply = new JoinTold { Outcome = (JoinOutcome)77 });
        Refused(f => f.JoinReply = new JoinTold { Leader = "did:key:nobody" });
        Refused(f => f.VotersReply = new VotersTold { Epoch = 9, Configuration = ByteString.CopyFrom(1, 2) });
        Refused(f => f.VotersReply = new VotersTold { Epoch = 4, Configuration = ByteString.CopyFrom(VoterConfiguration.Create(9, 4, [A.Id], []).ToPayload()) });
    }

    [Fact]
    public void Journal_events_come_back_as_they_were()
    {
        var batch = new PersistBatch(7, new HardState(3, B.Id), 4, [Entry(4, 2), Entry(5, 3)], 3);
        var back = Assert.IsType<PersistBatch>(_registry.Decode(_registry.Encode(batch), "consensus/log-batch"));
        Assert.Equal((batch.Hard, batch.TruncateFrom, batch.Commit), (back.Hard, back.TruncateFrom, back.Commit));
        Assert.Equal(batch.Entries.Select(Text), back.Entries.Select(Text));
        var empty = new PersistBatch(1, new HardState(9, default), 0, [], 0);
        Assert.Equal(empty.Hard, Assert.IsType<PersistBatch>(_registry.Decode(_registry.Encode(empty), "consensus/log-batch")).Hard);
        foreach (var e in new FoundingEvent[] { new GenesisBinding([1, 2], [3]), new GenesisRuledOut(Hash), new GenesisReleased(new GenesisRefusal(Hash, A.Id, [4])), new GenesisFounded(Signed()), new GenesisJoined(Signed()) })
            Assert.Equal(Text(e), Text(_registry.Decode(_registry.Encode(e), _registry.ManifestOf(e))));
    }

    private void Refused(Action<PeerFrame> bend)
    {
        var frame = PeerCodec.Encode(new PeerEnvelope(Hash, new HeartbeatRequest(A.Id, B.Id, 1, 2, 3)));
        bend(frame);
        Assert.ThrowsAny<Exception>(() => PeerCodec.Decode(frame));
    }

    private static IEnumerable<PeerMessage> Messages()
    {
        var (a, b) = (A.Id, B.Id);
        var seal = SealStatement.Create(Hash, 0, 3, 9, Hash);
        yield return new PreVoteRequest(a, b, 4, 9, 3);
        yield return new PreVoteResponse(a, b, 4, true);
        yield return new VoteRequest(a, b, 4, 9, 3);
        yield return new VoteResponse(a, b, 4, true) { Signature = [1, 2, 3] };
        yield return new AppendRequest(a, b, 4, 6, 3, [Entry(7, 3), Entry(8, 4)], 5, 8);
        yield return new AppendRequest(a, b, 4, 0, 0, [], 0, 0);
        yield return new AppendResponse(a, b, 4, true, 8, 0, 0);
        yield return new AppendResponse(a, b, 4, false, 8, 6, 2);
        yield return new HeartbeatRequest(a, b, 4, 5, 8) { Round = 7 };
        yield return new HeartbeatResponse(a, b, 4) { Round = 7 };
        yield return new ReadIndexRequest(a, b, ulong.MaxValue);
        yield return new ReadIndexResponse(a, b, 9, 6, true);
        yield return new SealSignature(a, b, 4, 8, [9, 9]);
        yield return new SealCertificate(a, b, 4, 8, new CertifiedSeal(seal, [new SignedBy(a, [1]), new SignedBy(b, [2])]));
        yield return new ForwardRequest(a, b, 7, [new ForwardedProposal(new Proposal(new ProposalKey(a, 3, 4), EntryKind.Proposal, 2, new byte[] { 5 }), 2)]);
        yield return new ForwardRequest(a, b, 7, [new ForwardedProposal(new Proposal(new ProposalKey(b, 0, 4), EntryKind.SessionOpened, 0, default), 0)]);
        yield return new ForwardRefusal(a, b, 7, new ProposalKey(a, 3, 4), "because");
        yield return new GenesisOffer(a, b, [1, 2], [3]);
        yield return new GenesisProof(a, b, Signed());
        yield return new VoteRequest(a, b, 8, 5, 4) { Transfer = true };
        yield return new TimeoutNow(a, b, 8);
        yield return new PreVoteResponse(a, b, 4, false) { RemovedAt = 17 };
        yield return new HeartbeatResponse(a, b, 4) { Round = 7, Level = 3 };
        yield return new JoinRequest(a, b, ulong.MaxValue, true);
        yield return new JoinReply(a, b, 5, JoinAnswer.NotLeader, a);
        yield return new JoinReply(a, b, 5, JoinAnswer.Full, default);
        yield return new VotersRequest(a, b);
        yield return new VotersReply(a, b, VoterConfiguration.Create(9, 4, [a], [b]));
        yield return new SealCertificate(a, b, 4, 8, new CertifiedSeal(seal, [new SignedBy(a, [1])]) { Former = [new SignedBy(b, [2])] });
        yield return new GenesisRefused(a, b, new GenesisRefusal(Hash, a, [4]));
    }

    private static SignedGenesis Signed() => new(Genesis.Create("test", [A.Id, B.Id]), [new SignedBy(A.Id, [1]), new SignedBy(B.Id, [2])]);

    private static LogEntry Entry(ulong index, ulong term) => new()
    {
        Index = index, Term = term, Time = 1000 + index, Kind = EntryKind.Proposal, Origin = index % 2 == 0 ? A.Id : default,
        Session = 3, ProposalTerm = 1, Seq = index, Payload = new[] { (byte)index },
    };

    // Records hold arrays, which compare by reference: compare what they say.
    private static string Text(object value) => value is SealCertificate m
        ? $"{m.From} {m.To} {m.Term} {m.Commit} {Convert.ToHexString(m.Seal.Statement.Bytes)} {Text(m.Seal.Signatures)} {Text(m.Seal.Former)}"
        : JsonSerializer.Serialize(value, value.GetType());
}
