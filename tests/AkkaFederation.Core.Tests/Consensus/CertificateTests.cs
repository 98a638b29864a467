using System.Security.Cryptography;
using AkkaFederation.Consensus;
using AkkaFederation.Identity;

namespace AkkaFederation.Core.Tests.Consensus;

/// <summary>Certificates with real keys: what verifies, and everything that must not (A21, E23).</summary>
public sealed class CertificateTests
{
    private static readonly EcdsaP256Signer[] Signers = [.. Enumerable.Range(0, 3).Select(_ => EcdsaP256Signer.Generate()).OrderBy(s => s.Id)];
    private static readonly Genesis Founding = Genesis.Create("test", Signers.Select(s => s.Id));
    private static readonly string GenesisText = GenesisJson.Write(new SignedGenesis(Founding, [.. Signers.Select(s => new SignedBy(s.Id, s.Sign(Founding.Document)))]));
    private readonly RaftLog _log = new();
    private readonly CertificateVerifier _verifier = new(Trust());

    public CertificateTests()
    {
        for (ulong i = 1; i <= 20; i++)
        {
            _log.Append(new LogEntry
            {
                Index = i, Term = i < 5 ? 1UL : 2UL, Time = 1000 + i, Kind = EntryKind.Proposal, Origin = Signers[2].Id,
                Session = 3, ProposalTerm = 1, Seq = i, Payload = new[] { (byte)i },
            });
        }
    }

    [Fact]
    public void Every_entry_under_a_seal_is_proven_by_a_majority()
    {
        for (ulong i = 1; i <= 20; i++)
        {
            Assert.True(_verifier.Verify(Certificate(i), out var reason), reason);
            Assert.True(_verifier.Verify(Certificate(i, signers: 3), out reason), reason);
        }
    }

    [Fact]
    public void The_line_form_survives_a_round_trip_and_verifies()
    {
        var certificate = Certificate(7) with { Payload = new byte[] { 7 }, CommittedAt = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123) };
        var line = CertificateJson.Write(certificate);
        Assert.DoesNotContain('\n', line);
        Assert.True(CertificateJson.TryRead(line, out var read, out var error), error);
        Assert.True(_verifier.Verify(read, out var reason), reason);
        Assert.Equal(line, CertificateJson.Write(read));
        Assert.Equal((7UL, 2UL), (read.Index, read.Term));
    }

    [Fact]
    public void Any_changed_byte_of_leaf_path_statement_signature_or_payload_is_found()
    {
        var good = Certificate(7) with { Payload = new byte[] { 7 } };
        var parts = new (int Length, Func<int, CommitCertificate> Bend)[]
        {
            (good.Leaf.Length, i => good with { Leaf = Flip(good.Leaf, i) }),
            (good.Path.Count * 32, i => good with { Path = [.. good.Path.Select((p, n) => n == i / 32 ? Flip(p, i % 32) : p)] }),
            (good.Statement.Length, i => good with { Statement = Flip(good.Statement, i) }),
            (64, i => good with { Signatures = [good.Signatures[0] with { Signature = Flip(good.Signatures[0].Signature, i) }, good.Signatures[1]] }),
            (1, i => good with { Payload = Flip([7], i) }),
        };
        foreach (var (length, bend) in parts)
        {
            for (var i = 0; i < length; i++)
                Assert.False(_verifier.Verify(bend(i), out var reason) || reason.Length == 0, $"byte {i} of {length}");
        }
    }

    [Fact]
    public void Any_changed_character_of_the_line_is_found_save_in_the_unproven_time()
    {
        var line = CertificateJson.Write(Certificate(3));
        for (var i = 0; i < line.Length; i++)
        {
            var bent = line[..i] + (line[i] == 'A' ? 'B' : 'A') + line[(i + 1)..];
            Assert.False(CertificateJson.TryRead(bent, out var read, out _) && _verifier.Verify(read, out _), $"character {i}: {line[i]}");
        }
    }

    [Fact]
    public void Every_truncation_of_the_line_is_refused_with_a_reason()
    {
        var line = CertificateJson.Write(Certificate(3));
        for (var i = 0; i < line.Length; i++)
        {
            Assert.False(CertificateJson.TryRead(line[..i], out _, out var error));
            Assert.NotEmpty(error);
        }
    }

    [Fact]
    public void Too_few_signatures_prove_nothing() =>
        AssertRefused(Certificate(3, signers: 1), "1 signatures where 2 of 3 are needed");

    [Fact]
    public void A_signer_counts_once_and_twice_is_an_error()
    {
        var good = Certificate(3);
        AssertRefused(good with { Signatures = [good.Signatures[0], good.Signatures[0]] }, "signed twice");
        AssertRefused(good with { Signatures = [.. good.Signatures, good.Signatures[0]] }, "signed twice");
    }

    [Fact]
    public void A_stranger_s_signature_is_an_error_even_beside_a_majority()
    {
        var stranger = EcdsaP256Signer.Generate();
        var good = Certificate(3);
        AssertRefused(good with { Signatures = [.. good.Signatures, new SignedBy(stranger.Id, stranger.Sign(good.Statement))] }, "is not a voter");
    }

    [Fact]
    public void A_signature_under_another_s_name_is_an_error()
    {
        var good = Certificate(3);
        AssertRefused(
            good with { Signatures = [good.Signatures[0], new SignedBy(good.Signatures[1].Signer, good.Signatures[0].Signature)] }, "is wrong");
    }

    [Fact]
    public void Index_zero_and_beyond_the_sealed_size_are_refused()
    {
        AssertRefused(Certificate(3) with { Leaf = Leaf.Of(_log[3] with { Index = 0 }) }, "counted from 1");
        AssertRefused(Certificate(12) with { Statement = Sealed(11).Bytes, Signatures = Sign(Sealed(11), 2) }, "lies beyond the sealed size 11");
    }

    [Fact]
    public void Another_genesis_another_epoch_and_an_older_term_are_refused()
    {
        AssertRefused(Resealed(SealStatement.Create(new byte[32], 0, 2, 20, _log.Tree.Root(20))), "another genesis");
        AssertRefused(Resealed(SealStatement.Create(Founding.Hash, 4, 2, 20, _log.Tree.Root(20))), "epoch 4");
        AssertRefused(Resealed(SealStatement.Create(Founding.Hash, 0, 1, 20, _log.Tree.Root(20))), "is above the statement's 1");
    }

    [Fact]
    public void Claims_that_are_not_the_leaf_s_are_refused()
    {
        var good = Certificate(3);
        AssertRefused(good with { Proposal = good.Proposal with { Seq = 4 } }, "the proposal's id is not the leaf's");
        AssertRefused(good with { Proposal = good.Proposal with { Term = 4 } }, "the proposal's id is not the leaf's");
        AssertRefused(good with { Proposal = good.Proposal with { Origin = Signers[0].Id } }, "the proposal's origin is not the leaf's");
        AssertRefused(good with { Session = 4 }, "the proposal's id is not the leaf's");
        AssertRefused(good with { Payload = new byte[] { 4 } }, "the payload is not the leaf's");
        AssertRefused(good with { Payload = Array.Empty<byte>() }, "the payload is not the leaf's");
    }

    [Fact]
    public void Truncated_and_overlong_parts_are_refused()
    {
        var good = Certificate(3);
        AssertRefused(good with { Leaf = good.Leaf[..^1] }, "the leaf is malformed: the statement ends early");
        AssertRefused(good with { Leaf = [.. good.Leaf, 0] }, "the leaf is malformed: 1 bytes follow");
        AssertRefused(good with { Leaf = [] }, "the leaf is malformed");
        AssertRefused(good with { Statement = good.Statement[..^1] }, "the statement is malformed");
        AssertRefused(good with { Path = [.. good.Path.Skip(1)] }, "the path does not lead");
        AssertRefused(good with { Path = [.. good.Path, .. Enumerable.Repeat(new byte[32], 100)] }, "the path does not lead");
        AssertRefused(good with { Signatures = [good.Signatures[0], good.Signatures[1] with { Signature = [] }] }, "is wrong");
    }

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("{\"format\":\"x\"}", "the format is not")]
    [InlineData("{\"format\":\"akka-federation/commit-certificate/v1\"}", "leaf is missing")]
    [InlineData("{\"format\":\"akka-federation/commit-certificate/v1\",\"leaf\":\"?\"}", "leaf is missing or not base64")]
    [InlineData("{\"format\":\"akka-federation/commit-certificate/v1\",\"leaf\":\"AB==\"}", "leaf is missing or not base64")]
    [InlineData("{\"format\":\"a\",\"format\":\"a\"}", "not JSON")]
    public void Bad_lines_are_refused_with_a_reason(string line, string reason)
    {
        Assert.False(CertificateJson.TryRead(line, out _, out var error));
        Assert.Contains(reason, error);
    }

    [Fact]
    public void A_trust_bundle_needs_all_signatures_and_exactly_the_members_keys()
    {
        var pems = Signers.Select(s => PublicKeys.ToPem(s.Id)).ToList();
        Assert.True(TrustBundle.TryRead(GenesisText, pems, out var bundle, out var error), error);
        Assert.Equal(Founding.Hash, bundle.Genesis.Hash);
        AssertUntrusted(GenesisText, pems[..2], "2 voters' keys are given");
        AssertUntrusted(GenesisText, [.. pems, pems[0]], "is given twice");
        AssertUntrusted(GenesisText, [.. pems, PublicKeys.ToPem(EcdsaP256Signer.Generate().Id)], "does not name it");
        AssertUntrusted(GenesisText, [pems[0], pems[1], "nonsense"], "not a public key");
        var two = new SignedGenesis(Founding, [.. Signers[..2].Select(s => new SignedBy(s.Id, s.Sign(Founding.Document)))]);
        AssertUntrusted(GenesisJson.Write(two), pems, "2 signatures for 3 members");
        var wrong = new SignedGenesis(Founding, [.. Signers.Select(s => new SignedBy(s.Id, s.Sign([1])))]);
        AssertUntrusted(GenesisJson.Write(wrong), pems, "is wrong");
    }

    [Fact]
    public void Genesis_documents_have_one_form()
    {
        Assert.True(Genesis.TryRead(Founding.Document, out var read, out var error), error);
        Assert.Equal(Founding.Hash, read.Hash);
        Assert.Equal(SHA256.HashData(Founding.Document), read.Hash);
        for (var i = 0; i < Founding.Document.Length; i++) Assert.False(Genesis.TryRead(Founding.Document.AsSpan(0, i), out _, out _));
        Assert.False(Genesis.TryRead([.. Founding.Document, 0], out _, out _));
        Assert.Throws<ArgumentException>(() => Genesis.Create("test", []));
        Assert.Throws<ArgumentException>(() => Genesis.Create("test", [Signers[0].Id, Signers[0].Id]));
        var unsorted = new StatementWriter(Genesis.Tag).Text("test").U16(2).Did(Signers[1].Id).Did(Signers[0].Id).ToArray();
        Assert.False(Genesis.TryRead(unsorted, out _, out error));
        Assert.Contains("not strictly ascending", error);
    }

    [Fact]
    public void Layouts_have_their_fixed_lengths_and_fields()
    {
        var leaf = Leaf.Of(_log[7]);
        Assert.Equal(133, leaf.Length);
        Assert.True(Leaf.TryRead(leaf, out var read, out var error), error);
        Assert.Equal((7UL, 2UL, 1007UL, EntryKind.Proposal), (read.Index, read.Term, read.Time, read.Kind));
        Assert.Equal((3UL, 1UL, 7UL, 1U), (read.Session, read.ProposalTerm, read.Seq, read.PayloadLength));
        Assert.Equal(Signers[2].Id.Hash(), read.OriginHash);
        Assert.Equal(104, Sealed(20).Bytes.Length);
        Assert.Equal(88, VoteStatement.Create(Founding.Hash, 1, Signers[0].Id).Length);
        Assert.False(Leaf.TryRead([.. leaf[..40], 200, .. leaf[41..]], out _, out error));
        Assert.Contains("entry kind 200", error);
    }

    private static TrustBundle Trust()
    {
        Assert.True(TrustBundle.TryRead(GenesisText, Signers.Select(s => PublicKeys.ToPem(s.Id)), out var bundle, out var error), error);
        return bundle;
    }

    private static void AssertUntrusted(string genesis, IEnumerable<string> pems, string reason)
    {
        Assert.False(TrustBundle.TryRead(genesis, pems, out _, out var error));
        Assert.Contains(reason, error);
    }

    private void AssertRefused(CommitCertificate certificate, string expected)
    {
        Assert.False(_verifier.Verify(certificate, out var reason));
        Assert.Contains(expected, reason);
    }

    private SealStatement Sealed(ulong size) => SealStatement.Create(Founding.Hash, 0, 2, size, _log.Tree.Root(size));

    private static List<SignedBy> Sign(SealStatement seal, int signers) => [.. Signers.Take(signers).Select(s => new SignedBy(s.Id, s.Sign(seal.Bytes)))];

    private CommitCertificate Resealed(SealStatement seal) => Certificate(7) with { Statement = seal.Bytes, Signatures = Sign(seal, 2) };

    private CommitCertificate Certificate(ulong index, int signers = 2)
    {
        var seal = Sealed(20);
        return CommitCertificate.Create(_log, index, new CertifiedSeal(seal, Sign(seal, signers)));
    }

    private static byte[] Flip(byte[] bytes, int at)
    {
        var bent = (byte[])bytes.Clone();
        bent[at] ^= 1;
        return bent;
    }
}
