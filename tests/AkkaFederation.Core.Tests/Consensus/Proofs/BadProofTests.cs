using System.Text;
using AkkaFederation.Consensus;
using AkkaFederation.Identity;

namespace AkkaFederation.Core.Tests.Consensus.Proofs;

/// <summary>Malformed, truncated, duplicated, foreign, stale and forged certificates, by the numbers of RELIABILITY, each with its words.</summary>
public sealed class BadProofTests
{
    private const int Budget = 4000;
    private readonly ProofWorkshop _workshop = new();
    private readonly CommitCertificate _good;

    public BadProofTests()
    {
        for (var i = 0; i < 5; i++) _workshop.Propose($"entry {i}");
        _good = _workshop.Certify(5);
    }

    [Fact]
    public void A16_a_seal_replayed_as_one_of_a_later_term_is_refused()
    {
        var seal = _workshop.Seal();
        var later = SealStatement.Create(_workshop.Genesis.Hash, 0, seal.Statement.Term + 1, seal.Statement.Size, seal.Statement.Root);
        Refused(_good with { Statement = later.Bytes }, "is wrong");
    }

    [Fact]
    public void A16_a_vote_of_one_term_verifies_in_no_other()
    {
        var (voter, candidate) = (_workshop.Founders[0], _workshop.Founders[1]);
        var signature = TestVerifier.SignatureOf(voter, VoteStatement.Create(_workshop.Genesis.Hash, 4, candidate));
        for (ulong term = 0; term < 10; term++)
            Assert.Equal(term == 4, new TestVerifier().Verify(voter, VoteStatement.Create(_workshop.Genesis.Hash, term, candidate), signature));
    }

    [Fact]
    public void A16_an_entry_of_a_later_term_than_its_seal_is_refused()
    {
        var term = _workshop.Log.Term(5);
        var older = SealStatement.Create(_workshop.Genesis.Hash, 0, term - 1, _workshop.Log.LastIndex, _workshop.Log.Tree.Root(_workshop.Log.LastIndex));
        Refused(Resigned(older), $"the entry's term {term} is above the statement's {term - 1}");
    }

    [Fact]
    public void A17_an_old_certificate_stays_true_and_proves_nothing_newer()
    {
        var old = _workshop.Certify(4, _workshop.Seal(4));
        _workshop.Propose("later");
        Assert.True(_workshop.Verifier().Verify(old, out var reason), reason);
        Refused(_good with { Leaf = Leaf.Of(_workshop.Log[8]), Statement = old.Statement, Signatures = old.Signatures }, "entry 8 lies beyond the sealed size 4");
    }

    [Fact]
    public void A18_a_certificate_of_another_cluster_with_the_same_voters_is_refused()
    {
        var other = new ProofWorkshop("another");
        for (var i = 0; i < 5; i++) other.Propose($"entry {i}");
        Refused(other.Certify(5), "the statement belongs to another genesis");
    }

    [Fact]
    public void A21_a_duplicate_signer_is_refused() =>
        Refused(_good with { Signatures = [_good.Signatures[0], _good.Signatures[0]] }, $"{_good.Signatures[0].Signer} signed twice");

    [Fact]
    public void A21_a_signer_who_is_no_member_is_refused() =>
        Refused(_workshop.Certify(5, _workshop.Seal(signers: [1, 2, 9])), $"{TestKeys.Name(9)} signed and is not a voter");

    [Fact]
    public void A21_index_minus_one_and_index_N_are_refused()
    {
        var size = _workshop.Log.LastIndex;
        Refused(_good with { Leaf = Indexed(0) }, "entries are counted from 1");
        Refused(_good with { Leaf = Indexed(ulong.MaxValue) }, $"entry {ulong.MaxValue} lies beyond the sealed size {size}");
        Refused(_good with { Leaf = Indexed(size + 1) }, $"entry {size + 1} lies beyond the sealed size {size}");
    }

    [Fact]
    public void A21_a_wrong_epoch_is_refused() =>
        Refused(_workshop.Certify(5, _workshop.Seal(epoch: 3)), "epoch 3 is not known: the links from the genesis lead to epoch 0");

    [Fact]
    public void A21_a_truncated_certificate_is_refused_wherever_it_is_cut()
    {
        var line = CertificateJson.Write(_good);
        for (var i = 0; i < line.Length; i++)
        {
            Assert.False(CertificateJson.TryRead(line[..i], out _, out var error));
            Assert.Contains("not JSON", error);
        }

        Refused(_good with { Leaf = _good.Leaf[..100] }, "the leaf is malformed: the statement ends early");
        Refused(_good with { Statement = _good.Statement[..50] }, "the statement is malformed: the statement ends early");
        Refused(_good with { Path = [.. _good.Path.SkipLast(1)] }, "the path does not lead from the leaf to the statement's root");
        Refused(_good with { Signatures = [.. _good.Signatures.Take(1)] }, "1 signatures where 2 of 3 are needed");
        Refused(_good with { Signatures = [.. _good.Signatures.Select(s => s with { Signature = s.Signature[..32] })] }, "is wrong");
    }

    [Fact]
    public void E23_no_certificate_is_made_of_an_entry_that_a_minority_holds()
    {
        var fork = new ProofWorkshop();
        for (var i = 0; i < 5; i++) fork.Propose($"never committed {i}");
        Refused(fork.Certify(5, fork.Seal(signers: [1])), "1 signatures where 2 of 3 are needed");
        Refused(fork.Certify(5, _workshop.Seal()), "the path does not lead from the leaf to the statement's root");
        Refused(fork.Certify(5) with { Signatures = _good.Signatures }, "is wrong");
    }

    [Fact]
    public void E23_a_leader_alone_with_its_entry_never_has_a_certificate()
    {
        var cluster = new SimCluster(4, 3);
        var session = cluster.OpenSession();
        var everything = new SignedEverything(cluster);
        var leader = cluster.ElectLeader();
        cluster.RunFor(200);
        cluster.Network.CutOff(leader.Id);
        var lost = cluster.Propose(leader, session);
        cluster.RunFor(2000);
        Assert.DoesNotContain(lost, cluster.Checker.Acknowledged.Keys);
        Assert.True(leader.Core!.Newest!.Statement.Size < leader.Raft.Log.LastIndex);
        Assert.DoesNotContain(everything.Quorums(2), q => q.Size == leader.Raft.Log.LastIndex && q.Root.AsSpan().SequenceEqual(leader.Raft.Log.Tree.Root(q.Size)));
        cluster.SettleAndCheck();
        Assert.Empty(everything.Evidence);
    }

    [Fact]
    public void Decoders_of_lines_refuse_bent_input_with_a_reason_and_never_throw()
    {
        var change = new ProofWorkshop();
        change.Propose("x");
        var link = change.Link(change.Change(1, 2, 3, 4));
        var (a, b) = (_workshop.Seal(4), _workshop.Seal());
        var vote = ProofWorkshop.Sign(_workshop.Founders[0], VoteStatement.Create(_workshop.Genesis.Hash, 4, _workshop.Founders[1]));
        var evidence = EquivocationEvidence.Of(
            new SignedStatement(vote.Signer, VoteStatement.Create(_workshop.Genesis.Hash, 4, _workshop.Founders[1]), vote.Signature),
            new SignedStatement(vote.Signer, VoteStatement.Create(_workshop.Genesis.Hash, 4, _workshop.Founders[2]), vote.Signature));
        var consistency = new ConsistencyCertificate
        {
            FirstStatement = a.Statement.Bytes, FirstSignatures = a.Signatures, SecondStatement = b.Statement.Bytes, SecondSignatures = b.Signatures,
            Path = _workshop.Log.Tree.Consistency(4, b.Statement.Size),
        };
        Bend(CertificateJson.Write(_good), l => (CertificateJson.TryRead(l, out _, out var e), e));
        Bend(LinkJson.Write(link), l => (LinkJson.TryRead(l, out _, out var e), e));
        Bend(ConsistencyJson.Write(consistency), l => (ConsistencyJson.TryRead(l, out _, out var e), e));
        Bend(EvidenceJson.Write(evidence), l => (EvidenceJson.TryRead(l, out _, out var e), e));
        Bend(GenesisJson.Write(_workshop.Signed), l => (GenesisJson.TryRead(l, out _, out var e), e));
        Bend(Encoding.UTF8.GetBytes(CertificateJson.Write(_good)), l => (new LogExportCheck(_workshop.Verifier()).Line(l) is { } reason ? (false, reason) : (true, "")));
    }

    [Fact]
    public void Decoders_of_statements_refuse_bent_input_with_a_reason_and_never_throw()
    {
        var change = new ProofWorkshop();
        change.Propose("x");
        var index = change.Change(1, 2, 3, 4);
        Bend(_good.Leaf, b => (Leaf.TryRead(b.Span, out _, out var e), e));
        Bend(_good.Statement, b => (SealStatement.TryRead(b.Span, out _, out var e), e));
        Bend(_workshop.Genesis.Document, b => (Genesis.TryRead(b.Span, out _, out var e), e));
        Bend(LinkBytes.Write(change.Link(index)), b => (LinkBytes.TryRead(b.Span, out _, out var e), e));
        Bend(change.Log[index].Payload.ToArray(), b => (VoterConfiguration.TryRead(b.Span, index, out _, out var e), e));
        Bend(_good.Statement, b => (StatementSlot.TryRead(b.Span, _workshop.Genesis.Hash, out _, out _, out var e), e));
    }

    private static void Bend(string line, Func<string, (bool Read, string Error)> read) =>
        Bend(Encoding.UTF8.GetBytes(line), bytes => read(Encoding.UTF8.GetString(bytes.Span)));

    // Changed, cut, doubled and filled bytes, the same ones in every run.
    private static void Bend(byte[] good, Func<ReadOnlyMemory<byte>, (bool Read, string Error)> read)
    {
        var random = new Random(good.Length);
        for (var i = 0; i < Budget; i++)
        {
            var bent = good.ToList();
            for (var n = random.Next(1, 5); n > 0 && bent.Count > 0; n--)
            {
                var at = random.Next(bent.Count);
                switch (random.Next(5))
                {
                    case 0: bent[at] = (byte)random.Next(256); break;
                    case 1: bent.RemoveRange(at, Math.Min(random.Next(1, 40), bent.Count - at)); break;
                    case 2: bent.InsertRange(at, bent.GetRange(at, Math.Min(random.Next(1, 40), bent.Count - at))); break;
                    case 3: bent[at] = random.Next(2) == 0 ? (byte)0 : (byte)255; break;
                    default: bent.Insert(at, (byte)random.Next(256)); break;
                }
            }

            var (ok, error) = read(bent.ToArray());
            Assert.True(ok || error.Length > 0, "refused without a reason");
        }
    }

    private byte[] Indexed(ulong index)
    {
        var leaf = _good.Leaf.ToArray();
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(leaf.AsSpan(16), index);
        return leaf;
    }

    private CommitCertificate Resigned(SealStatement statement) => _good with
    {
        Statement = statement.Bytes, Signatures = [.. _workshop.Founders.Select(f => ProofWorkshop.Sign(f, statement.Bytes))],
    };

    private void Refused(CommitCertificate certificate, string expected)
    {
        Assert.False(_workshop.Verifier().Verify(certificate, out var reason));
        Assert.Contains(expected, reason);
    }
}
