using AkkaFederation.Identity;
using AkkaFederation.Wire;
using Google.Protobuf;
using Body = AkkaFederation.Wire.SnapshotFrame.BodyOneofCase;

namespace AkkaFederation.Consensus;

/// <summary>A message between snapshot rooms with the log that it is about.</summary>
internal sealed record SnapshotEnvelope(ReadOnlyMemory<byte> Genesis, SnapshotMessage Message);

/// <summary>Journal event: a snapshot of this node's own may be relied on.</summary>
internal sealed record SettledSnapshot(SnapshotRecord Record);

/// <summary>Journal event: a snapshot has taken the place of the log. Term and vote stand in it.</summary>
internal sealed record InstalledSnapshot(SnapshotRecord Record, HardState Hard);

/// <summary>A piece of a snapshot in the snapshot store.</summary>
internal sealed record StoredChunk(ReadOnlyMemory<byte> Bytes);

/// <summary>Snapshots to protobuf and back. What cannot be is refused here; what is not true is found out by the core.</summary>
internal static class SnapshotCodec
{
    /// <summary>The most changes of voters that a manifest shows.</summary>
    public const int MaxLinks = 1024;

    public static SnapshotFrame Encode(SnapshotEnvelope envelope)
    {
        var message = envelope.Message;
        var frame = new SnapshotFrame
        {
            From = message.From.Value,
            To = message.To.Value,
            Genesis = UnsafeByteOperations.UnsafeWrap(envelope.Genesis),
            Digest = UnsafeByteOperations.UnsafeWrap(message.Digest),
        };
        switch (message)
        {
            case ManifestAsk: frame.ManifestWanted = new ManifestWanted(); break;
            case ManifestTold m: frame.ManifestSent = new ManifestSent { Contents = Encode(m.Manifest), Proof = Encode(m.Certificate), Links = { m.Links.Select(ProofsCodec.Encode) } }; break;
            case ChunkAsk m: frame.PieceWanted = new PieceWanted { Number = (uint)m.Number }; break;
            case ChunkTold m: frame.PieceSent = new PieceSent { Number = (uint)m.Number, Bytes = UnsafeByteOperations.UnsafeWrap(m.Bytes) }; break;
            case SnapshotGone: frame.Missing = new SnapshotMissing(); break;
            default: throw new ArgumentException($"{message.GetType().Name} has no wire form.", nameof(envelope));
        }

        return frame;
    }

    public static SnapshotEnvelope Decode(SnapshotFrame frame)
    {
        if (frame.Genesis.Length != 32 || frame.Digest.Length != 32) throw new WireFormatException("a hash has 32 bytes");
        var (from, to, digest) = (Did.Parse(frame.From), Did.Parse(frame.To), frame.Digest.ToByteArray());
        return new SnapshotEnvelope(frame.Genesis.Memory, frame.BodyCase switch
        {
            Body.ManifestWanted => new ManifestAsk(from, to, digest),
            Body.ManifestSent => Decode(from, to, digest, frame.ManifestSent),
            Body.PieceWanted => new ChunkAsk(from, to, digest, Number(frame.PieceWanted.Number)),
            Body.PieceSent => new ChunkTold(from, to, digest, Number(frame.PieceSent.Number), frame.PieceSent.Bytes.Memory),
            Body.Missing => new SnapshotGone(from, to, digest),
            _ => throw new WireFormatException("a message about snapshots without a known body"),
        });
    }

    private static ManifestTold Decode(Did from, Did to, byte[] digest, ManifestSent proto)
    {
        if (proto.Links.Count > MaxLinks) throw new WireFormatException($"{proto.Links.Count} links");
        return new ManifestTold(from, to, digest, Decode(proto.Contents), Decode(proto.Proof)) { Links = [.. proto.Links.Select(ProofsCodec.DecodeLink)] };
    }

    public static SnapshotSettled Encode(SettledSnapshot e) => Encode(e.Record);

    public static SettledSnapshot DecodeSettled(SnapshotSettled proto) => new(Decode(proto));

    public static SnapshotInstalled Encode(InstalledSnapshot e) =>
        new() { Snapshot = Encode(e.Record), Term = e.Hard.Term, Vote = e.Hard.Vote.Value };

    public static InstalledSnapshot Decode(SnapshotInstalled proto) => new(
        Decode(proto.Snapshot ?? throw new WireFormatException("an installed snapshot without its snapshot")),
        new HardState(proto.Term, proto.Vote.Length == 0 ? default : Did.Parse(proto.Vote)));

    public static SnapshotChunk Encode(StoredChunk chunk) => new() { Bytes = UnsafeByteOperations.UnsafeWrap(chunk.Bytes) };

    public static StoredChunk Decode(SnapshotChunk proto) => new(proto.Bytes.Memory);

    private static SnapshotSettled Encode(SnapshotRecord record) =>
        new() { Contents = Encode(record.Manifest), Proof = Encode(record.Certificate), Slot = (uint)record.Slot };

    private static SnapshotRecord Decode(SnapshotSettled proto) => proto.Slot < SnapshotCore.Slots
        ? new SnapshotRecord(Decode(proto.Contents), (int)proto.Slot, Decode(proto.Proof))
        : throw new WireFormatException($"slot {proto.Slot}");

    private static SnapshotContents Encode(SnapshotManifest manifest)
    {
        var statement = manifest.Statement;
        var proto = new SnapshotContents
        {
            Mark = manifest.Mark,
            MarkTerm = statement.MarkTerm,
            Time = manifest.Log.Time,
            Epoch = statement.Epoch,
            Stored = manifest.Log.Tree.Stored,
            Tiles = UnsafeByteOperations.UnsafeWrap(manifest.Log.Tree.Tiles),
            Rest = UnsafeByteOperations.UnsafeWrap(manifest.Log.Tree.Rest),
        };
        foreach (var (first, term) in manifest.Log.Terms) proto.Terms.Add([first, term]);
        proto.Parts.Add(manifest.Parts.Select(p => new PartContents { Name = p.Name, Length = p.Length, Hashes = UnsafeByteOperations.UnsafeWrap(p.Hashes) }));
        return proto;
    }

    private static SnapshotManifest Decode(SnapshotContents? proto)
    {
        if (proto is null || proto.Terms.Count % 2 != 0) throw new WireFormatException("the contents of a snapshot are missing or broken");
        try
        {
            var tree = new TreeBase { Size = proto.Mark, Stored = proto.Stored, Tiles = proto.Tiles.ToByteArray(), Rest = proto.Rest.ToByteArray() };
            var terms = new TermRun[proto.Terms.Count / 2];
            for (var i = 0; i < terms.Length; i++) terms[i] = new TermRun(proto.Terms[2 * i], proto.Terms[(2 * i) + 1]);
            var log = new LogBase { Index = proto.Mark, Time = proto.Time, Terms = terms, Tree = tree };
            return new SnapshotManifest(log, proto.MarkTerm, proto.Epoch, proto.Parts.Select(p => new SnapshotPart(p.Name, p.Length, p.Hashes.ToByteArray())));
        }
        catch (FormatException wrong)
        {
            throw new WireFormatException(wrong.Message);
        }
    }

    private static CheckpointProof Encode(CommitCertificate certificate) => new()
    {
        Leaf = UnsafeByteOperations.UnsafeWrap(certificate.Leaf),
        Path = UnsafeByteOperations.UnsafeWrap(certificate.Path.SelectMany(h => h).ToArray()),
        Seal = new SealProof
        {
            Statement = UnsafeByteOperations.UnsafeWrap(certificate.Statement),
            Signatures = { certificate.Signatures.Select(s => new SignatureOf { Signer = s.Signer.Value, Signature = UnsafeByteOperations.UnsafeWrap(s.Signature) }) },
        },
        Payload = UnsafeByteOperations.UnsafeWrap(certificate.Payload ?? default),
    };

    private static CommitCertificate Decode(CheckpointProof? proto)
    {
        if (proto?.Seal is null) throw new WireFormatException("a snapshot without the certificate of its checkpoint");
        if (proto.Path.Length % TreeHash.Length != 0 || proto.Path.Length > InclusionProof.MaxLength * TreeHash.Length) throw new WireFormatException("an inclusion proof of the wrong length");
        var seal = SealCodec.Decode(proto.Seal);
        return new CommitCertificate
        {
            Leaf = proto.Leaf.ToByteArray(),
            Path = [.. proto.Path.ToByteArray().Chunk(TreeHash.Length)],
            Statement = seal.Statement.Bytes,
            Signatures = seal.Signatures,
            Proposal = default,
            Session = 0,
            Payload = proto.Payload.Memory,
        };
    }

    private static int Number(uint number) => number <= int.MaxValue ? (int)number : throw new WireFormatException($"piece {number}");
}
