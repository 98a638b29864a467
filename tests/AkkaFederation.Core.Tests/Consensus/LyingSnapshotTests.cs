using AkkaFederation.Consensus;
using AkkaFederation.Identity;

namespace AkkaFederation.Core.Tests.Consensus;

/// <summary>
/// A22: peers that lie about snapshots, in the room of snapshots alone. Whatever they send is refused and counted, nothing of
/// it is stored, and the next honest sender is believed.
/// </summary>
public sealed class LyingSnapshotTests
{
    private static readonly Did Me = TestKeys.Name(1);
    private static readonly Did Liar = TestKeys.Name(2);
    private static readonly Did Honest = TestKeys.Name(3);
    private readonly SnapshotRecord _record;
    private readonly IReadOnlyList<ReadOnlyMemory<byte>> _chunks;
    private readonly SnapshotCore _core;
    private TimeSpan _now = TimeSpan.FromSeconds(1);
    private string? _verdict;

    public LyingSnapshotTests()
    {
        (_record, _chunks) = Create(bytes: 700_000);
        _core = new SnapshotCore(Me, new SnapshotOptions()) { Members = [Me, Liar, Honest], Verifier = (_, _) => _verdict };
        _core.Offer(OfferOf(_record, Liar), _now);
        Assert.IsType<ManifestAsk>(Sent().Single());
    }

    [Fact]
    public void A22_a_manifest_that_is_not_the_offered_one_is_refused()
    {
        var (other, _) = Create(bytes: 1000);
        Refused(() => _core.Step(new ManifestTold(Liar, Me, _record.Digest, other.Manifest, other.Certificate), _now));
    }

    [Fact]
    public void A22_a_manifest_with_the_certificate_of_another_checkpoint_is_refused()
    {
        var (other, _) = Create(bytes: 1000);
        Refused(() => _core.Step(Manifest(Liar) with { Certificate = other.Certificate }, _now));
    }

    [Fact]
    public void A22_a_certificate_of_an_entry_of_another_kind_is_refused()
    {
        var leaf = _record.Certificate.Leaf.ToArray();
        leaf[40] = (byte)EntryKind.Proposal;
        Refused(() => _core.Step(Manifest(Liar) with { Certificate = _record.Certificate with { Leaf = leaf } }, _now));
    }

    [Fact]
    public void A22_a_truncated_leaf_is_refused() =>
        Refused(() => _core.Step(Manifest(Liar) with { Certificate = _record.Certificate with { Leaf = _record.Certificate.Leaf[..100] } }, _now));

    [Fact]
    public void A22_a_certificate_that_does_not_verify_is_refused()
    {
        _verdict = "the signature of somebody is wrong";
        Refused(() => _core.Step(Manifest(Liar), _now));
        Assert.Contains("the signature of somebody is wrong", _core.LastRefusal);
    }

    [Fact]
    public void A22_a_manifest_that_nobody_asked_this_peer_for_is_refused()
    {
        Refused(() => _core.Step(Manifest(Honest), _now));
        Refused(() => _core.Step(new ManifestTold(TestKeys.Name(9), Me, _record.Digest, _record.Manifest, _record.Certificate), _now));
    }

    [Theory]
    [InlineData("forged")]
    [InlineData("truncated")]
    [InlineData("of another place")]
    [InlineData("not asked for")]
    [InlineData("beyond the end")]
    [InlineData("of another snapshot")]
    public void A22_a_chunk_that_is_not_what_was_asked_for_is_refused(string lie)
    {
        _core.Step(Manifest(Liar), _now);
        var asked = Sent().OfType<ChunkAsk>().First();
        var good = _chunks[asked.Number];
        var forged = good.ToArray();
        forged[^1] ^= 1;
        Refused(() => _core.Step(lie switch
        {
            "forged" => new ChunkTold(Liar, Me, _record.Digest, asked.Number, forged),
            "truncated" => new ChunkTold(Liar, Me, _record.Digest, asked.Number, good[..^1]),
            "of another place" => new ChunkTold(Liar, Me, _record.Digest, asked.Number, _chunks[asked.Number + 1]),
            "not asked for" => new ChunkTold(Honest, Me, _record.Digest, _record.Manifest.Pieces - 1 + 100, good),
            "beyond the end" => new ChunkTold(Liar, Me, _record.Digest, int.MaxValue, good),
            _ => new ChunkTold(Liar, Me, new byte[32], asked.Number, good),
        }, _now));
    }

    [Fact]
    public void A22_a_sender_of_wrong_chunks_is_left_alone_and_what_was_good_is_kept()
    {
        _core.Step(Manifest(Liar), _now);
        var first = Sent().OfType<ChunkAsk>().First();
        _core.Step(new ChunkTold(Liar, Me, _record.Digest, first.Number, _chunks[first.Number]), _now);
        Store();
        Assert.Equal(1, _core.Progress!.Value.Received);
        for (var i = 0; i < 10; i++)
        {
            foreach (var ask in Sent().OfType<ChunkAsk>().ToList()) _core.Step(new ChunkTold(Liar, Me, _record.Digest, ask.Number, new byte[5]), _now);
            _core.Tick(_now += TimeSpan.FromMilliseconds(500));
        }

        Assert.DoesNotContain(Sent(), m => m.To == Liar);
        _core.Offer(OfferOf(_record, Honest), _now);
        var rounds = 0;
        while (!_core.Effects.OfType<SnapshotEffect.Fetched>().Any() && rounds++ < 100)
        {
            foreach (var ask in Sent().OfType<ChunkAsk>().ToList())
            {
                Assert.Equal(Honest, ask.To);
                Assert.NotEqual(first.Number, ask.Number);
                _core.Step(new ChunkTold(Honest, Me, _record.Digest, ask.Number, _chunks[ask.Number]), _now);
            }

            Store();
            _core.Tick(_now += TimeSpan.FromMilliseconds(500));
        }

        Assert.Equal(_record.Digest, _core.Effects.OfType<SnapshotEffect.Fetched>().Single().Record.Digest);
    }

    [Fact]
    public void A22_questions_of_strangers_and_beyond_the_end_are_not_answered()
    {
        _core.Adopt(_record);
        _core.Step(new ChunkAsk(TestKeys.Name(9), Me, _record.Digest, 0), _now);
        _core.Step(new ChunkAsk(Honest, Me, _record.Digest, int.MaxValue), _now);
        _core.Step(new ChunkAsk(Honest, Me, _record.Digest, -1), _now);

        Assert.Equal(3, _core.Refused);
        Assert.DoesNotContain(_core.Effects, e => e is SnapshotEffect.Load);
    }

    [Fact]
    public void A22_a_flood_of_questions_is_bounded()
    {
        _core.Adopt(_record);
        var many = Enumerable.Range(10, 200).Select(i => TestKeys.Name((byte)(i % 250))).Distinct().ToArray();
        _core.Members = [Me, .. many];
        for (var round = 0; round < 5; round++)
        {
            foreach (var peer in many)
            {
                for (var n = 0; n < _record.Manifest.Pieces; n++) _core.Step(new ChunkAsk(peer, Me, _record.Digest, n), _now);
            }
        }

        Assert.InRange(_core.Effects.OfType<SnapshotEffect.Load>().Count(), 1, 70);
        Assert.True(_core.Refused > 0);
    }

    [Fact]
    public void A_manifest_that_does_not_hold_together_is_no_manifest()
    {
        var log = _record.Manifest.Log;
        Assert.Throws<FormatException>(() => new SnapshotManifest(log with { Index = log.Index + 1 }, 1, 0, []));
        Assert.Throws<FormatException>(() => new SnapshotManifest(log with { Tree = log.Tree with { Rest = log.Tree.Rest[..^1] } }, 1, 0, []));
        Assert.Throws<FormatException>(() => new SnapshotManifest(log, 1, log.Index + 1, []));
        Assert.Throws<FormatException>(() => new SnapshotPart("machine", 10, new byte[64]));
        Assert.Throws<FormatException>(() => new SnapshotPart("Machine", 10, new byte[32]));
        Assert.Throws<FormatException>(() => new SnapshotPart("machine", ulong.MaxValue, new byte[32]));
        var part = new SnapshotPart("machine", 10, new byte[32]);
        Assert.Throws<FormatException>(() => new SnapshotManifest(log, 1, 0, [part, part]));
    }

    private void Refused(Action lie)
    {
        var before = _core.Refused;
        lie();
        Assert.Equal(before + 1, _core.Refused);
        Assert.DoesNotContain(_core.Effects, e => e is SnapshotEffect.Save or SnapshotEffect.Fetched);
    }

    private IEnumerable<SnapshotMessage> Sent()
    {
        var sent = _core.Effects.OfType<SnapshotEffect.Send>().Select(s => s.Message).ToList();
        _core.Effects.RemoveAll(e => e is SnapshotEffect.Send);
        return sent;
    }

    private void Store()
    {
        foreach (var save in _core.Effects.OfType<SnapshotEffect.Save>().ToList()) _core.Saved(save.Slot, save.Number, null, _now);
        _core.Effects.RemoveAll(e => e is SnapshotEffect.Save or SnapshotEffect.Erase);
    }

    private ManifestTold Manifest(Did from) => new(from, Me, _record.Digest, _record.Manifest, _record.Certificate);

    private static SnapshotAvailable OfferOf(SnapshotRecord record, Did from) =>
        new(from, Me, 1, record.Mark, record.Manifest.Statement.MarkTerm, record.Digest);

    private static (SnapshotRecord Record, IReadOnlyList<ReadOnlyMemory<byte>> Chunks) Create(int bytes)
    {
        var log = new RaftLog();
        for (ulong i = 1; i <= 10; i++) log.Append(new LogEntry { Index = i, Term = 1, Time = i, Kind = i == 10 ? EntryKind.CheckpointMark : EntryKind.NoOp });
        var state = new byte[bytes];
        new Random(bytes).NextBytes(state);
        var capture = new SnapshotCapture(log.BaseToSend(10) with { Time = 10 }, 1, 0, []);
        var (manifest, chunks) = SnapshotAssembly.Cut(capture, new MachineState([state], new ResultRing().Write()));
        log.Append(new LogEntry { Index = 11, Term = 1, Time = 11, Kind = EntryKind.Checkpoint, Payload = manifest.Statement.Bytes });
        var seal = new CertifiedSeal(SealStatement.Create(new byte[32], 0, 1, 11, log.Tree.Root(11)), []);
        return (new SnapshotRecord(manifest, 0, CommitCertificate.Create(log, 11, seal) with { Payload = manifest.Statement.Bytes }), chunks);
    }
}
