using System.IO.Compression;
using System.Text;
using AkkaFederation.Gossip;
using AkkaFederation.Identity;
using AkkaFederation.Wire;
using Google.Protobuf;

namespace AkkaFederation.Tests.Gossip;

public sealed class GossipWireTests
{
    private readonly EcdsaP256Signer _signer = EcdsaP256Signer.Generate();
    private readonly WireRegistry _registry = new("test", WireModules.All);

    [Fact]
    public void Every_message_comes_back_as_it_was()
    {
        var rumour = Rumour("hello");
        var digest = new GossipDigest(default, _signer.Id, [new StreamDigest(_signer.Id, 9, [new(1, 4), new(7, 7), new(9, 1000)])]);
        GossipMessage[] messages =
        [
            new GossipUpdates([rumour]), new GossipRumours([rumour, rumour with { Hops = 3, Path = "abcdef>123456" }]), new GossipHeartbeats([rumour]),
            new GossipSyncRequest(7, 8, null, IsWish: false), new GossipSyncRequest(7, 8, digest, IsWish: true),
            new GossipSyncResponse(7, 8, [rumour], digest.Streams, SyncVerdict.Again), new GossipSyncResponse(7, 8, [], [], SyncVerdict.Settled),
        ];
        foreach (var message in messages)
        {
            var again = Decode(Travel(GossipCodec.Encode(message, 1024)));
            Assert.Equal(message.GetType(), again.GetType());
            Assert.Equal(GossipCodec.Encode(message, 1024).Body.ToArray(), GossipCodec.Encode(again, 1024).Body.ToArray());
        }
    }

    [Fact]
    public void Compression_comes_in_above_1024_bytes_and_only_where_it_makes_the_frame_smaller()
    {
        var noise = new byte[4000];
        new Random(1).NextBytes(noise);
        Assert.Equal(0, GossipCodec.Encode(new GossipUpdates([Rumour(new string('x', 200))]), 1024).PlainSize);
        var packed = GossipCodec.Encode(new GossipUpdates([Rumour(new string('x', 4000))]), 1024);
        Assert.InRange(packed.Body.Length, 1, packed.PlainSize / 4);
        Assert.Equal(0, GossipCompression.Pack(noise, 1024).PlainSize);
        Assert.Equal(4000, GossipCompression.Pack(noise, 1024).Body.Length);
    }

    [Fact]
    public void A_decompression_bomb_is_refused_before_anything_is_allocated_A15()
    {
        var bomb = Brotli(new byte[64 << 20]);
        Assert.True(bomb.Length < 4096);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<WireFormatException>(() => GossipCompression.Unpack(new GossipFrame(bomb, 64 << 20)));
        Assert.Throws<WireFormatException>(() => GossipCompression.Unpack(new GossipFrame(bomb, int.MaxValue)));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void A_bomb_that_lies_about_its_size_unpacks_no_further_than_it_says_A15()
    {
        var bomb = Brotli(new byte[64 << 20]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<WireFormatException>(() => GossipCompression.Unpack(new GossipFrame(bomb, bomb.Length + 1)));
        Assert.Throws<WireFormatException>(() => GossipCompression.Unpack(new GossipFrame(bomb, GossipFrame.MaxPlainSize)));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2 * GossipFrame.MaxPlainSize);
    }

    [Fact]
    public void A_million_empty_items_are_refused_before_they_are_allocated_A14()
    {
        var items = new byte[400_000];
        for (var i = 0; i < items.Length; i += 2) items[i] = 0x0a;
        using var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream, leaveOpen: true))
        {
            output.WriteTag(2, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(ByteString.CopyFrom(items));
        }

        var body = stream.ToArray();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<WireFormatException>(() => GossipCodec.Decode(body));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 3 * body.Length);
    }

    [Fact]
    public void More_updates_or_streams_or_ranges_than_allowed_are_refused_A14()
    {
        var rumour = Rumour("x");
        Refused(new GossipRumours([.. Enumerable.Repeat(rumour, 65)]));
        Refused(new GossipSyncRequest(1, 1, new GossipDigest(default, default, [.. Enumerable.Repeat(new StreamDigest(_signer.Id, 1, [new(1, 1)]), 257)]), false));
        Refused(new GossipSyncRequest(1, 1, new GossipDigest(default, default, [new StreamDigest(_signer.Id, 1, [.. Enumerable.Range(1, 33).Select(i => new SequenceRange((ulong)i * 2, (ulong)i * 2))])]), false));
        Refused(new GossipSyncRequest(1, 1, new GossipDigest(default, default, [new StreamDigest(_signer.Id, 1, [new(1, ulong.MaxValue)])]), false));
        Refused(new GossipSyncRequest(1, 1, new GossipDigest(default, default, [new StreamDigest(_signer.Id, 1, [new(5, 9), new(9, 12)])]), false));

        // Three numbers below 2^63 whose sum is one again after 2^64.
        var last = GossipId.FirstHeartbeat - 1;
        Refused(new GossipSyncRequest(1, 1, new GossipDigest(default, default, [new StreamDigest(_signer.Id, 1, [new(last, last), new(last + last, last + last + last)])]), false));
    }

    [Theory]
    [InlineData("line\r\nfeed")]
    [InlineData("\u001b[2J")]
    [InlineData("abcdef>abcdef>abcdef>abcdef>abcdef>abcdef>abcdef>abcdef>abcdef>abcdef>abcdef")]
    public void A_path_that_could_forge_a_log_line_is_refused_A29(string path) => Refused(new GossipRumours([Rumour("x") with { Path = path }]));

    [Fact]
    public void An_unknown_manifest_and_an_unknown_kind_are_refused_A24()
    {
        var envelope = new Envelope { SchemaVersion = 1, ClusterId = "test", Manifest = "gossip/System.Type", Body = ByteString.CopyFromUtf8("x") };
        Assert.Equal(WireRefusal.UnknownManifest, Assert.Throws<WireRefusedException>(() => _registry.Decode(envelope.ToByteArray(), "gossip/System.Type")).Refusal);
        Assert.Throws<WireFormatException>(() => GossipCodec.Decode(new byte[] { 0x7a, 0 }));
        Assert.Throws<WireFormatException>(() => GossipCodec.Decode(ReadOnlyMemory<byte>.Empty));
    }

    [Fact]
    public void Random_bytes_are_decoded_or_refused_and_never_throw_anything_unexpected()
    {
        var random = new Random(7);
        var honest = GossipCodec.Encode(new GossipRumours([Rumour("hello"), Rumour("there")]), 100_000).Body.ToArray();
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = honest.ToArray();
            for (var j = random.Next(1, 4); j > 0; j--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                Assert.NotNull(GossipCodec.Decode(bytes.AsMemory(0, random.Next(bytes.Length + 1))));
            }
            catch (Exception e) when (e is WireFormatException or InvalidProtocolBufferException)
            {
            }
        }
    }

    private void Refused(GossipMessage message) => Assert.Throws<WireFormatException>(() => GossipCodec.Decode(GossipCompression.Unpack(GossipCodec.Encode(message, 100_000))));

    private static GossipMessage Decode(GossipFrame frame) => GossipCodec.Decode(GossipCompression.Unpack(frame));

    private GossipFrame Travel(GossipFrame frame) => (GossipFrame)_registry.Decode(_registry.Encode(frame), _registry.ManifestOf(frame));

    private static byte[] Brotli(byte[] plain)
    {
        using var stream = new MemoryStream();
        using (var brotli = new BrotliStream(stream, CompressionLevel.SmallestSize, leaveOpen: true)) brotli.Write(plain);
        return stream.ToArray();
    }

    private GossipRumour Rumour(string payload) => new(
        UpdateCodec.Sign(
            new GossipUpdate
            {
                Id = new GossipId(_signer.Id, 5, 6),
                Kind = "config",
                Priority = GossipPriority.Medium,
                HopLimit = 10,
                At = DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_000),
                Clock = VectorClock.Empty,
                Payload = Encoding.UTF8.GetBytes(payload),
            },
            "test",
            _signer),
        1,
        "");
}
