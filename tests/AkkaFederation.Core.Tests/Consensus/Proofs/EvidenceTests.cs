using AkkaFederation.Consensus;
using AkkaFederation.Identity;

namespace AkkaFederation.Core.Tests.Consensus.Proofs;

/// <summary>A20: what is evidence, what never is, and how it is kept and told.</summary>
public sealed class EvidenceTests
{
    private readonly ProofWorkshop _workshop = new();
    private readonly Did _liar;

    public EvidenceTests() => _liar = _workshop.Founders[1];

    private Genesis Genesis => _workshop.Genesis;

    [Fact]
    public void A20_two_roots_for_one_term_and_size_are_evidence()
    {
        var evidence = EquivocationEvidence.Of(Seal(1), Seal(2));
        Assert.True(evidence.Verify(Genesis, new TestVerifier(), out var reason), reason);
        Assert.Equal(EvidenceJson.Write(evidence), EvidenceJson.Write(EquivocationEvidence.Of(Seal(2), Seal(1))));
        Assert.Equal($"{_liar} has signed two different statements about the root of 9 entries in term 3", evidence.Describe(Genesis));
    }

    [Fact]
    public void A20_two_candidates_in_one_term_are_evidence()
    {
        var evidence = EquivocationEvidence.Of(Vote(0), Vote(2));
        Assert.True(evidence.Verify(Genesis, new TestVerifier(), out var reason), reason);
        Assert.Equal($"{_liar} has signed two different statements about its vote in term 4", evidence.Describe(Genesis));
    }

    [Fact]
    public void What_may_both_be_true_is_no_evidence()
    {
        Refused(EquivocationEvidence.Of(Seal(1), Seal(1)), "both statements say the same");
        Refused(EquivocationEvidence.Of(Vote(0), Vote(0)), "both statements say the same");
        Refused(EquivocationEvidence.Of(Seal(1), Seal(2, size: 10)), "both may be true");
        Refused(EquivocationEvidence.Of(Seal(1), Seal(2, term: 4)), "both may be true");
        Refused(EquivocationEvidence.Of(Vote(0), Vote(2, term: 5)), "both may be true");
        Refused(EquivocationEvidence.Of(Vote(0), Seal(1)), "both may be true");

        // The epoch follows from the log: with the same root it cannot differ, and alone it says nothing.
        Refused(EquivocationEvidence.Of(Seal(1), Seal(1, epoch: 7)), "both statements say the same");
    }

    [Fact]
    public void Forged_foreign_and_malformed_evidence_is_refused_with_a_reason()
    {
        var good = EquivocationEvidence.Of(Seal(1), Seal(2));
        Refused(good with { Signer = _workshop.Founders[0] }, $"the first signature of {_workshop.Founders[0]} is wrong");
        Refused(good with { SecondSignature = good.FirstSignature }, $"the second signature of {_liar} is wrong");
        Refused(good with { FirstStatement = good.FirstStatement[..^1] }, "the first statement: the statement ends early");
        Refused(good with { SecondStatement = [.. good.SecondStatement, 0] }, "the second statement: 1 bytes follow");
        Refused(good with { FirstStatement = good.SecondStatement, SecondStatement = good.FirstStatement }, "not in order");
        Assert.False(good.Verify(new ProofWorkshop("another").Genesis, new TestVerifier(), out var reason));
        Assert.Contains("another genesis", reason);
    }

    [Fact]
    public void The_line_form_survives_a_round_trip_and_every_byte_counts()
    {
        var evidence = EquivocationEvidence.Of(Vote(0), Vote(2));
        var line = EvidenceJson.Write(evidence);
        Assert.True(EvidenceJson.TryRead(line, out var read, out var error), error);
        Assert.Equal(line, EvidenceJson.Write(read));
        for (var i = 0; i < line.Length; i++)
        {
            Assert.False(EvidenceJson.TryRead(line[..i], out _, out error) || error.Length == 0);
            var bent = line[..i] + (line[i] == 'A' ? 'B' : 'A') + line[(i + 1)..];
            Assert.False(EvidenceJson.TryRead(bent, out read, out _) && read.Verify(Genesis, new TestVerifier(), out _), $"character {i}: {line[i]}");
        }
    }

    [Fact]
    public void The_book_takes_each_once_of_voters_only_and_not_without_end()
    {
        var book = new EvidenceBook(_workshop.Trust.Chain, new TestVerifier());
        Assert.True(book.TryAdd(EquivocationEvidence.Of(Seal(1), Seal(2)), out _));
        Assert.False(book.TryAdd(EquivocationEvidence.Of(Seal(1), Seal(2)), out var reason));
        Assert.Equal("", reason);
        Assert.False(book.TryAdd(EquivocationEvidence.Of(Seal(2), Seal(3)), out reason), "the same slot once more");
        Assert.Equal("", reason);
        Assert.False(book.TryAdd(EquivocationEvidence.Of(Seal(1, signer: TestKeys.Name(9)), Seal(2, signer: TestKeys.Name(9))), out reason));
        Assert.Contains("is no voter that is known here", reason);
        for (ulong size = 20; size < 100; size++) book.TryAdd(EquivocationEvidence.Of(Seal(1, size: size), Seal(2, size: size)), out _);
        Assert.Equal(EvidenceBook.MostOfOne, book.All.Count);
    }

    [Fact]
    public void A_witness_keeps_what_verifies_and_no_more_than_it_may()
    {
        var witness = new Witness(Genesis, Genesis.Has, new TestVerifier());
        var forged = Seal(1) with { Signature = new byte[64] };
        Assert.Null(witness.See(forged, _workshop.Founders[0], default));
        Assert.Null(witness.See(Seal(1, signer: TestKeys.Name(9)), _workshop.Founders[0], default));
        Assert.Equal((0, 2L), (witness.Count, witness.Refused));
        Assert.Null(witness.See(Seal(1), _workshop.Founders[0], default));
        Assert.Null(witness.See(Seal(2) with { Signature = new byte[64] }, _workshop.Founders[0], default));
        Assert.NotNull(witness.See(Seal(2), _workshop.Founders[2], default));
        for (ulong size = 100; size < 3000; size++) witness.See(Seal(1, size: size), _workshop.Founders[0], default);
        Assert.Equal(Witness.Most, witness.Count);
        witness.CheckInvariants();
    }

    [Fact]
    public void Of_who_has_passed_on_many_forged_statements_none_is_verified_for_a_while()
    {
        var witness = new Witness(Genesis, Genesis.Has, new TestVerifier());
        for (ulong size = 1; size <= 1000; size++) witness.See(Seal(1, size: size) with { Signature = new byte[64] }, _liar, default);
        Assert.Equal(Forgeries.Most, witness.Refused);
        witness.See(Seal(1), _liar, default);
        Assert.Equal(0, witness.Count);
        witness.See(Seal(1), _liar, Forgeries.Window);
        Assert.Equal(1, witness.Count);
    }

    [Fact]
    public void A20_two_nodes_that_were_told_different_things_find_out_and_tell_everybody()
    {
        var cores = Cores();
        cores[0].OnStatement(Vote(0), default);
        cores[2].OnStatement(Vote(2), default);
        RunTicks(cores, 6);
        foreach (var core in cores)
        {
            var evidence = Assert.Single(core.Evidence);
            Assert.Equal(_liar, evidence.Signer);
            Assert.True(evidence.Verify(Genesis, new TestVerifier(), out var reason), reason);
            Assert.Equal([_liar], core.Accused);
            Assert.Single(core.Published);
            core.CheckInvariants();
        }
    }

    [Fact]
    public void A20_a_seal_of_another_root_is_held_against_those_seen_before_the_newest()
    {
        var cores = Cores();
        for (var i = 0; i < 3; i++) _workshop.Propose($"{i}");
        var seals = Enumerable.Range(3, 3).Reverse().SelectMany(n => Enumerable.Repeat(_workshop.Seal((ulong)n), 10)).ToArray();
        cores[0].Tick(seals, 0, _workshop.Founders, default);
        cores[0].Step(new StatementsSeen(_workshop.Founders[2], _workshop.Founders[0], [Seal(7, size: 3)]), default);
        Assert.Equal(_liar, Assert.IsType<EvidenceKept>(Assert.Single(cores[0].Events)).Evidence.Signer);
    }

    [Fact]
    public void Nothing_is_published_or_told_before_it_is_durable_and_a_restart_brings_it_back()
    {
        var core = Cores()[0];
        core.Tick([], 0, _workshop.Founders, default);
        core.OnStatement(Vote(0), default);
        core.OnStatement(Vote(2), default);
        var kept = Assert.Single(core.Events);
        Assert.Empty(core.Published);
        Assert.Empty(core.Evidence);
        Assert.DoesNotContain(core.Sends, m => m is EvidenceTold);
        core.Kept(kept);
        Assert.Single(core.Published);
        Assert.Equal(2, core.Sends.OfType<EvidenceTold>().Count());

        var again = Cores()[0];
        again.Recover(kept);
        Assert.Single(again.Evidence);
        Assert.Empty(again.Published);
        Assert.False(again.Report(((EvidenceKept)kept).Evidence, out var reason));
        Assert.Equal("", reason);
    }

    [Fact]
    public void Links_are_told_asked_for_and_kept_once()
    {
        _workshop.Propose("x");
        var second = _workshop.Change(1, 2, 3, 4);
        _workshop.Propose("y");
        var third = _workshop.Change(2, 3, 4);
        var cores = Cores();
        foreach (var core in cores) core.Tick([], third, _workshop.Founders, default);
        Deliver(cores);
        cores[0].OnLink(_workshop.Link(second));
        cores[0].OnLink(_workshop.Link(third));
        cores[0].OnLink(_workshop.Link(third));
        Deliver(cores);
        Assert.All(cores, c => Assert.Equal(third, c.Chain.Newest.Epoch));
        Assert.All(cores, c => Assert.Equal(0, c.Refused));

        // Who was away asks, and has them all after one round.
        var late = new ProofsCore(_workshop.Founders[0], Genesis, new TestVerifier());
        for (var i = 0; i < 2; i++) late.Tick([], third, _workshop.Founders, default);
        foreach (var asked in late.Sends.OfType<LinksAsked>()) cores[Array.IndexOf(_workshop.Founders, asked.To)].Step(asked, default);
        foreach (var told in cores.SelectMany(c => c.Sends).OfType<LinksTold>()) late.Step(told, default);
        Assert.Equal(2, late.Events.Count);
        Assert.Equal(third, late.Chain.Newest.Epoch);
    }

    [Fact]
    public void Links_and_evidence_that_do_not_hold_are_refused_and_counted()
    {
        var core = Cores()[0];
        _workshop.Propose("x");
        var link = _workshop.Link(_workshop.Change(1, 2, 3, 4));
        core.Step(new LinksTold(_liar, core.Chain.Genesis.Members[0], [link with { Signatures = [] }]), default);
        Assert.Equal((1L, true), (core.Refused, core.LastRefusal.Contains("0 signatures of the voters before", StringComparison.Ordinal)));
        core.Step(new EvidenceTold(_liar, core.Chain.Genesis.Members[0], [EquivocationEvidence.Of(Vote(0), Vote(0))]), default);
        Assert.Equal((2L, true), (core.Refused, core.LastRefusal.Contains("both statements say the same", StringComparison.Ordinal)));
        Assert.Empty(core.Events);
    }

    private ProofsCore[] Cores() => [.. _workshop.Founders.Select(f => new ProofsCore(f, Genesis, new TestVerifier()))];

    private void RunTicks(ProofsCore[] cores, int count)
    {
        for (var i = 0; i < count; i++)
        {
            foreach (var core in cores) core.Tick([], 0, _workshop.Founders, TimeSpan.FromSeconds(i));
            Deliver(cores);
        }
    }

    private void Deliver(ProofsCore[] cores)
    {
        while (cores.Any(c => c.Sends.Count + c.Events.Count > 0))
        {
            foreach (var core in cores)
            {
                foreach (var e in core.Events.ToArray()) core.Kept(e);
                core.Events.Clear();
                foreach (var message in core.Sends.ToArray()) cores[Array.IndexOf(_workshop.Founders, message.To)].Step(message, default);
                core.Sends.Clear();
            }
        }
    }

    private SignedStatement Seal(byte root, ulong size = 9, ulong term = 3, ulong epoch = 0, Did signer = default)
    {
        var key = signer.IsEmpty ? _liar : signer;
        var statement = SealStatement.Create(Genesis.Hash, epoch, term, size, Enumerable.Repeat(root, 32).ToArray());
        return new SignedStatement(key, statement.Bytes, TestVerifier.SignatureOf(key, statement.Bytes));
    }

    private SignedStatement Vote(int candidate, ulong term = 4)
    {
        var statement = VoteStatement.Create(Genesis.Hash, term, _workshop.Founders[candidate]);
        return new SignedStatement(_liar, statement, TestVerifier.SignatureOf(_liar, statement));
    }

    private void Refused(EquivocationEvidence evidence, string expected)
    {
        Assert.False(evidence.Verify(Genesis, new TestVerifier(), out var reason));
        Assert.Contains(expected, reason);
    }
}
