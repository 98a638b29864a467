using AkkaFederation.Identity;

namespace AkkaFederation.Core.Tests.Identity;

public sealed class PeerRecordTests
{
    private readonly EcdsaP256Signer _owner = EcdsaP256Signer.Generate();
    private readonly EcdsaP256Scheme _scheme = new();

    [Fact]
    public void A_record_signed_by_its_owner_is_accepted_and_survives_the_wire()
    {
        var record = PeerRecordCodec.Sign(Record(), _owner);

        Assert.True(PeerRecordCodec.TryDecode(PeerRecordCodec.Encode(record), record.Signature.Span, out var read, out var error), error);
        Assert.Equal(record, read);
        Assert.True(PeerRecordCodec.Verify(read, _scheme, "test", out var reason), reason);
    }

    [Fact]
    public void Lists_are_sorted_and_times_cut_to_milliseconds_so_that_bytes_are_canonical()
    {
        var record = Record() with
        {
            Capabilities = ["b", "a", "b"],
            Labels = new Dictionary<string, string> { ["zone"] = "1", ["model"] = "m" },
            JoinedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(2)).AddTicks(12345),
        };

        Assert.Equal(["a", "b"], record.Capabilities);
        Assert.Equal(["model", "zone"], record.Labels.Keys);
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 1, 4, 5, 1, TimeSpan.Zero), record.JoinedAt);
    }

    public static TheoryData<string> Changes => ["endpoint", "incarnation", "capabilities", "labels", "joined"];

    [Theory]
    [MemberData(nameof(Changes))]
    public void Every_field_is_under_the_signature(string field)
    {
        var record = PeerRecordCodec.Sign(Record(), _owner);
        var changed = field switch
        {
            "endpoint" => record with { Endpoint = "akka.ssl.tcp://federation@10.0.0.9:1" },
            "incarnation" => record with { Incarnation = 8 },
            "capabilities" => record with { Capabilities = ["everything"] },
            "labels" => record with { Labels = new Dictionary<string, string> { ["zone"] = "b" } },
            _ => record with { JoinedAt = record.JoinedAt.AddSeconds(1) },
        };

        Assert.False(PeerRecordCodec.Verify(changed, _scheme, "test", out var reason));
        Assert.Equal("the signature does not verify", reason);
    }

    [Fact]
    public void An_unsigned_record_is_refused()
    {
        Assert.False(PeerRecordCodec.Verify(Record(), _scheme, "test", out var reason));
        Assert.Equal("the record is not signed", reason);
    }

    /// <summary>A18: a record replayed in another cluster.</summary>
    [Fact]
    public void A_record_of_another_cluster_is_refused()
    {
        var record = PeerRecordCodec.Sign(Record(), _owner);

        Assert.False(PeerRecordCodec.Verify(record, _scheme, "other", out var reason));
        Assert.Equal("the record belongs to another cluster", reason);
    }

    [Fact]
    public void A_key_that_does_not_derive_the_did_is_refused()
    {
        var stranger = EcdsaP256Signer.Generate();
        var record = PeerRecordCodec.Sign(Record() with { PublicKeyPem = PublicKeys.ToPem(stranger.Id) }, _owner);

        Assert.False(PeerRecordCodec.Verify(record, _scheme, "test", out var reason));
        Assert.Equal("the public key does not derive the peer's DID", reason);
    }

    [Fact]
    public void Nobody_signs_for_somebody_else() =>
        Assert.Throws<ArgumentException>(() => PeerRecordCodec.Sign(Record(), EcdsaP256Signer.Generate()));

    /// <summary>A29: CR, LF and ANSI in names that reach logs.</summary>
    [Theory]
    [InlineData("a\r\nb")]
    [InlineData("\u001b[31mred")]
    [InlineData("\0")]
    public void Control_characters_are_refused_in_every_text(string text)
    {
        PeerRecord[] hostile =
        [
            Record() with { Endpoint = text },
            Record() with { Capabilities = [text] },
            Record() with { Labels = new Dictionary<string, string> { ["zone"] = text } },
            Record() with { Labels = new Dictionary<string, string> { [text] = "zone" } },
        ];

        foreach (var record in hostile)
        {
            Assert.False(PeerRecordCodec.Verify(record with { Signature = _owner.Sign(PeerRecordCodec.Encode(record)) }, _scheme, "test", out var reason));
            Assert.EndsWith("has control characters", reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Limits_hold_before_lists_are_read()
    {
        var writer = new StatementWriter(PeerRecordCodec.Tag)
            .Text("test").Did(_owner.Id).Text("pem").Text("akka.ssl.tcp://f@h:1").U64(1).U64(1).U16(ushort.MaxValue);

        Assert.False(PeerRecordCodec.TryDecode(writer.Span, default, out _, out var error));
        Assert.Equal("more than 64 capabilities", error);
    }

    [Fact]
    public void A_second_spelling_of_a_record_is_refused()
    {
        var writer = new StatementWriter(PeerRecordCodec.Tag)
            .Text("test").Did(_owner.Id).Text("pem").Text("akka.ssl.tcp://f@h:1").U64(1).U64(1).U16(2).Text("b").Text("a").U16(0);

        Assert.False(PeerRecordCodec.TryDecode(writer.Span, default, out _, out var error));
        Assert.Equal("capabilities are not in ascending order", error);
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        var bytes = PeerRecordCodec.Encode(Record());
        for (var length = 0; length < bytes.Length; length++)
            Assert.False(PeerRecordCodec.TryDecode(bytes.AsSpan(0, length), default, out _, out _));
    }

    private PeerRecord Record() => new()
    {
        PeerId = _owner.Id,
        ClusterId = "test",
        Endpoint = "akka.ssl.tcp://federation@127.0.0.1:2552",
        PublicKeyPem = PublicKeys.ToPem(_owner.Id),
        Capabilities = ["translate", "summarise"],
        Labels = new Dictionary<string, string> { ["zone"] = "a", ["version"] = "1" },
        JoinedAt = new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero),
        Incarnation = 7,
    };
}
