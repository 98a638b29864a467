using AkkaFederation.Consensus;
using AkkaFederation.Identity;

namespace AkkaFederation.Core.Tests.Consensus.Proofs;

/// <summary>From the genesis over links to certificates of later voters (SPEC 5), and every way in which that must fail.</summary>
public sealed class LinkTests
{
    private readonly ProofWorkshop _workshop = new();
    private readonly ulong _second;
    private readonly ulong _third;
    private readonly ulong _late;

    public LinkTests()
    {
        _workshop.Propose("under the founders");
        _second = _workshop.Change(1, 2, 3, 4);
        _workshop.Propose("under four");
        _workshop.Term = 5;
        _third = _workshop.Change(2, 3, 4);
        _late = _workshop.Propose("under the later three");
    }

    [Fact]
    public void Who_trusts_the_genesis_verifies_any_later_certificate()
    {
        var verifier = _workshop.Verifier();
        Assert.True(verifier.TryExtend(_workshop.Link(_second), out var reason), reason);
        Assert.True(verifier.TryExtend(_workshop.Link(_third), out reason), reason);
        Assert.Equal(_third, verifier.Epoch);
        for (ulong i = 1; i <= _late; i++) Assert.True(verifier.Verify(_workshop.Certify(i), out reason), $"{i}: {reason}");
        Assert.True(verifier.Verify(_workshop.Certify(3, _workshop.Seal(3)), out reason), reason);
        Assert.True(verifier.Verify(_workshop.Certify(5, _workshop.Seal(5)), out reason), reason);
    }

    [Fact]
    public void A_trust_bundle_is_extended_and_stays_what_it_was()
    {
        Assert.True(_workshop.Trust.TryExtend(_workshop.Link(_second), out var two, out var reason), reason);
        Assert.True(two.TryExtend(_workshop.Link(_third), out var three, out reason), reason);
        Assert.Equal((0UL, _second, _third), (_workshop.Trust.Epoch, two.Epoch, three.Epoch));
        Assert.Equal([_second, _third], three.Links.Select(l => l.Epoch));
        Assert.True(new CertificateVerifier(three, new TestVerifier()).Verify(_workshop.Certify(_late), out reason), reason);
        Assert.False(new CertificateVerifier(two, new TestVerifier()).Verify(_workshop.Certify(_late), out _));
    }

    [Fact]
    public void A_known_link_again_changes_nothing()
    {
        var verifier = _workshop.Verifier();
        Assert.True(verifier.TryExtend(_workshop.Link(_second), out _));
        Assert.True(verifier.TryExtend(_workshop.Link(_second, 1, 2, 3), out _));
        Assert.Single(verifier.Chain.Links);
    }

    [Fact]
    public void A21_a_certificate_of_an_unknown_epoch_says_how_far_the_chain_leads()
    {
        var verifier = _workshop.Verifier();
        Refused(verifier, _workshop.Certify(_late), $"epoch {_third} is not known: the links from the genesis lead to epoch 0");
        verifier.TryExtend(_workshop.Link(_second), out _);
        verifier.TryExtend(_workshop.Link(_third), out _);
        Refused(verifier, _workshop.Certify(1, _workshop.Seal(epoch: 5)), "epoch 5 is none of the federation's");
    }

    [Fact]
    public void A21_former_voters_decide_nothing_about_what_came_after_them()
    {
        var verifier = Extended();
        Refused(verifier, _workshop.Certify(_late, _workshop.Seal(epoch: 0, signers: [1, 2, 3])), $"the statement of epoch 0 covers entry {_second}, which changed the voters");
        Refused(verifier, _workshop.Certify(_late, _workshop.Seal(epoch: _second, signers: [1, 2, 3])), $"the statement of epoch {_second} covers entry {_third}");
        Refused(verifier, _workshop.Certify(_late, _workshop.Seal(signers: [2])), "1 signatures where 2 of 3 are needed");
    }

    [Fact]
    public void A21_the_signature_of_a_voter_that_was_removed_is_an_error_even_beside_a_majority()
    {
        var verifier = Extended();
        Refused(verifier, _workshop.Certify(_late, _workshop.Seal(signers: [1, 2, 3])), $"{TestKeys.Name(1)} signed and is not a voter");
        Refused(verifier, _workshop.Certify(_late, _workshop.Seal(signers: [2, 3, 9])), "is not a voter");
    }

    [Fact]
    public void A_link_needs_majorities_of_the_voters_before_and_after()
    {
        Refused(_workshop.Link(_second, 1, 4), "1 signatures of the voters before, where 2 of 3 are needed");
        Refused(_workshop.Link(_second, 1, 2), "2 signatures of the voters after, where 3 of 4 are needed");
        var verifier = _workshop.Verifier();
        Assert.True(verifier.TryExtend(_workshop.Link(_second, 1, 2, 4), out var reason), reason);
        Assert.False(verifier.TryExtend(_workshop.Link(_third, 2, 3), out reason));
        Assert.Contains("2 signatures of the voters before, where 3 of 4 are needed", reason);
        Assert.True(verifier.TryExtend(_workshop.Link(_third, 1, 2, 3), out reason), reason);
    }

    [Fact]
    public void A_link_changes_one_voter_at_most()
    {
        var next = VoterConfiguration.Create(3, 0, new[] { 1, 4, 5 }.Select(TestKeys.Name), []);
        var entry = new LogEntry { Index = 3, Term = 3, Kind = EntryKind.Configuration, Payload = next.ToPayload() };
        var tree = new HistoryTree();
        for (ulong i = 1; i <= 2; i++) tree.Append(Leaf.Of(_workshop.Log[i]));
        tree.Append(Leaf.Of(entry));
        var statement = SealStatement.Create(_workshop.Genesis.Hash, 3, 3, 3, tree.Root(3));
        var seal = new CertifiedSeal(statement, [.. Enumerable.Range(1, 5).Select(TestKeys.Name).Order().Select(k => ProofWorkshop.Sign(k, statement.Bytes))]);
        Refused(Link.Create(entry, tree, seal), "the configuration of entry 3 changes more than one voter");
    }

    [Fact]
    public void Links_come_in_order_and_none_is_left_out()
    {
        Refused(_workshop.Link(_third), $"follows that of epoch {_second}, and the chain leads to epoch 0");
        var verifier = Extended();
        var other = new ProofWorkshop();
        other.Propose("x");
        var fork = other.Change(1, 2, 3, 5);
        Assert.False(verifier.TryExtend(other.Link(fork), out var reason));
        Assert.Contains($"follows that of epoch 0, and the chain leads to epoch {_third}", reason);
    }

    [Fact]
    public void A21_every_part_of_a_link_counts()
    {
        var good = _workshop.Link(_second);
        Refused(good with { Leaf = good.Leaf[..^1] }, "the leaf is malformed");
        Refused(good with { Leaf = Leaf.Of(_workshop.Log[3]) }, "entry 3 is no configuration");
        Refused(good with { Statement = good.Statement[..^1] }, "the statement is malformed");
        Refused(good with { Payload = [.. good.Payload, 0] }, "the payload is not the leaf's");
        Refused(good with { Path = [.. good.Path.Skip(1)] }, "the path does not lead");
        Refused(good with { Signatures = [.. good.Signatures, good.Signatures[0]] }, "signed twice");
        Refused(good with { Signatures = [.. good.Signatures, ProofWorkshop.Sign(TestKeys.Name(9), good.Statement)] }, "is not a voter");
        Refused(good with { Signatures = [good.Signatures[1] with { Signer = good.Signatures[0].Signer }, .. good.Signatures.Skip(1)] }, "is wrong");
        var foreign = new ProofWorkshop("another");
        foreign.Propose("x");
        Refused(foreign.Link(foreign.Change(1, 2, 3, 4)), "another genesis");
        var seal = _workshop.Seal(_late, signers: [1, 2, 3, 4]);
        Refused(Link.Create(_workshop.Log[_second], _workshop.Log.Tree, seal), $"the statement is of epoch {_third}, not of entry {_second}");
    }

    [Fact]
    public void A_configuration_that_cannot_be_read_makes_no_link()
    {
        var entry = _workshop.Log[_second] with { Payload = new byte[] { 1, 2, 3 } };
        var log = new RaftLog();
        for (ulong i = 1; i < _second; i++) log.Append(_workshop.Log[i]);
        log.Tree.Append(Leaf.Of(entry));
        var statement = SealStatement.Create(_workshop.Genesis.Hash, _second, entry.Term, _second, log.Tree.Root(_second));
        var link = new Link
        {
            Leaf = Leaf.Of(entry), Payload = [1, 2, 3], Path = log.Tree.Proof(_second - 1, _second), Statement = statement.Bytes,
            Signatures = [.. _workshop.Founders.Select(f => ProofWorkshop.Sign(f, statement.Bytes))],
        };
        Assert.False(_workshop.Verifier().TryExtend(link, out var reason));
        Assert.Contains("the configuration is malformed", reason);
    }

    [Fact]
    public void Both_forms_survive_a_round_trip_and_no_cut_or_changed_byte_is_taken()
    {
        var link = _workshop.Link(_third);
        var bytes = LinkBytes.Write(link);
        Assert.True(LinkBytes.TryRead(bytes, out var read, out var error), error);
        Assert.Equal(bytes, LinkBytes.Write(read));
        Assert.True(LinkJson.TryRead(LinkJson.Write(read), out var again, out error), error);
        Assert.Equal(LinkJson.Write(link), LinkJson.Write(again));
        for (var i = 0; i < bytes.Length; i++)
        {
            Assert.False(LinkBytes.TryRead(bytes.AsSpan(0, i), out _, out error));
            Assert.NotEmpty(error);
            var bent = bytes.ToArray();
            bent[i] ^= 1;
            var verifier = _workshop.Verifier();
            verifier.TryExtend(_workshop.Link(_second), out _);
            Assert.False(LinkBytes.TryRead(bent, out read, out _) && verifier.TryExtend(read, out _), $"byte {i}");
        }

        Assert.False(LinkBytes.TryRead([.. bytes, 0], out _, out _));
    }

    [Fact]
    public void Entries_of_the_leader_itself_are_certified_without_a_proposal()
    {
        var certificate = _workshop.Certify(1, _workshop.Seal(3));
        var line = CertificateJson.Write(certificate);
        Assert.DoesNotContain("proposal", line);
        Assert.True(CertificateJson.TryRead(line, out var read, out var error), error);
        Assert.True(_workshop.Verifier().Verify(read, out var reason), reason);
        Refused(_workshop.Verifier(), certificate with { Proposal = new ProposalId(1, 1, _workshop.Client) }, "the entry is the leader's own");
        var proposal = _workshop.Certify(3, _workshop.Seal(3));
        Refused(_workshop.Verifier(), proposal with { Proposal = default }, "the proposal's origin is not the leaf's");
    }

    [Fact]
    public void Two_certificates_are_linked_by_a_consistency_proof()
    {
        var verifier = Extended();
        var (first, second) = (_workshop.Seal(3), _workshop.Seal(_late));
        var good = new ConsistencyCertificate
        {
            FirstStatement = first.Statement.Bytes,
            FirstSignatures = first.Signatures,
            SecondStatement = second.Statement.Bytes,
            SecondSignatures = second.Signatures,
            Path = _workshop.Log.Tree.Consistency(3, _late),
        };
        Assert.True(ConsistencyJson.TryRead(ConsistencyJson.Write(good), out var read, out var error), error);
        Assert.True(read.Verify(verifier, out var reason), reason);
        Assert.False((good with { Path = [.. good.Path.Skip(1)] }).Verify(verifier, out reason));
        Assert.Contains("is not the beginning of", reason);
        Assert.False((good with { FirstSignatures = [] }).Verify(verifier, out reason));
        Assert.Contains("the first seal: 0 signatures where 2 of 3 are needed", reason);
        Assert.False((good with { SecondStatement = good.FirstStatement }).Verify(verifier, out reason));
        Assert.Contains("the second seal: ", reason);
    }

    private CertificateVerifier Extended()
    {
        var verifier = _workshop.Verifier();
        foreach (var epoch in new[] { _second, _third }) Assert.True(verifier.TryExtend(_workshop.Link(epoch), out var reason), reason);
        return verifier;
    }

    private void Refused(Link link, string expected)
    {
        var verifier = _workshop.Verifier();
        Assert.False(verifier.TryExtend(link, out var reason));
        Assert.Contains(expected, reason);
        Assert.Equal(0UL, verifier.Epoch);
    }

    private static void Refused(CertificateVerifier verifier, CommitCertificate certificate, string expected)
    {
        Assert.False(verifier.Verify(certificate, out var reason));
        Assert.Contains(expected, reason);
    }
}
