using AkkaFederation.Wire;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace AkkaFederation.Tests.Wire;

/// <summary>The envelope, the closed schema, and everything that is refused (A18, A24).</summary>
public sealed class WireRegistryTests
{
    private readonly WireRegistry _registry = new("cluster-a", [new TestModule()]);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(20_000)]
    public void A_message_comes_back_as_it_went(int length)
    {
        var note = new Note(new string('x', length));

        var bytes = _registry.Encode(note);

        Assert.Equal("test/note", _registry.ManifestOf(note));
        Assert.Equal(note, _registry.Decode(bytes, "test/note"));
        Assert.Equal(0, _registry.Counters.TotalRefused);
    }

    [Fact]
    public void What_is_sent_is_a_plain_protobuf_envelope()
    {
        var envelope = Envelope.Parser.ParseFrom(_registry.Encode(new Note("hello")));

        Assert.Equal((1u, "cluster-a", "test/note"), (envelope.SchemaVersion, envelope.ClusterId, envelope.Manifest));
        Assert.Equal("hello", StringValue.Parser.ParseFrom(envelope.Body).Value);
    }

    [Fact]
    public void Another_writers_spelling_of_the_envelope_is_read_too()
    {
        // Fields in another order, and one that this version does not know.
        var body = new StringValue { Value = "hello" }.ToByteString();
        using var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream, leaveOpen: true))
        {
            output.WriteTag(4, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(body);
            output.WriteTag(99, WireFormat.WireType.Varint);
            output.WriteInt32(7);
            new Envelope { SchemaVersion = 1, ClusterId = "cluster-a", Manifest = "test/note" }.WriteTo(output);
        }

        Assert.Equal(new Note("hello"), _registry.Decode(stream.ToArray(), "test/note"));
    }

    [Fact]
    public void A24_an_unknown_manifest_is_refused_and_counted() =>
        Refused(WireRefusal.UnknownManifest, _registry.Encode(new Note("x")), "System.Diagnostics.Process, System");

    [Fact]
    public void A18_a_message_of_another_cluster_is_refused_and_counted() =>
        Refused(WireRefusal.ForeignCluster, new WireRegistry("cluster-b", [new TestModule()]).Encode(new Note("x")), "test/note");

    [Fact]
    public void A_newer_schema_is_refused_and_counted() =>
        Refused(WireRefusal.NewerSchema, Sealed(e => e.SchemaVersion = 2), "test/note");

    [Fact]
    public void An_envelope_without_a_version_is_malformed() =>
        Refused(WireRefusal.Malformed, Sealed(e => e.SchemaVersion = 0), "test/note");

    [Fact]
    public void An_envelope_that_says_another_manifest_than_its_carrier_is_malformed() =>
        Refused(WireRefusal.Malformed, Sealed(e => e.Manifest = "test/other"), "test/note");

    [Fact]
    public void A_body_that_breaks_its_rules_is_malformed() =>
        Refused(WireRefusal.Malformed, _registry.Encode(new Note("forbidden")), "test/note");

    [Fact]
    public void Every_truncation_is_refused()
    {
        var bytes = _registry.Encode(new Note(new string('x', 200)));
        for (var length = 0; length < bytes.Length; length++)
        {
            var cut = bytes.AsMemory(0, length);
            Assert.Throws<WireRefusedException>(() => _registry.Decode(cut, "test/note"));
        }

        Assert.Equal(bytes.Length, _registry.Counters.TotalRefused);
    }

    [Fact]
    public void Control_characters_of_a_sender_do_not_reach_the_message()
    {
        var error = Assert.Throws<WireRefusedException>(() => _registry.Decode(Sealed(e => e.ClusterId = "a\r\n\u001b[31m"), "test/note"));

        Assert.DoesNotContain(error.Message, char.IsControl);
    }

    [Fact]
    public void A_type_outside_the_schema_cannot_be_sent() =>
        Assert.Contains("add it to its room's wire module", Assert.Throws<ArgumentException>(() => _registry.Encode("text")).Message, StringComparison.Ordinal);

    [Fact]
    public void Two_messages_of_one_manifest_are_a_mistake_found_at_start() =>
        Assert.Throws<ArgumentException>(() => new WireRegistry("cluster-a", [new TestModule(), new TestModule()]));

    [Fact]
    public void The_products_own_schema_is_consistent()
    {
        var registry = new WireRegistry("cluster-a", WireModules.All);

        Assert.Equal(WireModules.All.Sum(m => m.Messages.Count), registry.Messages.Count());
        Assert.All(registry.Messages, m => Assert.Matches("^[a-z]+/[a-z0-9-]+$", m.Manifest));
    }

    private void Refused(WireRefusal refusal, byte[] bytes, string manifest)
    {
        var error = Assert.Throws<WireRefusedException>(() => _registry.Decode(bytes, manifest));

        Assert.Equal(refusal, error.Refusal);
        Assert.Equal(1, _registry.Counters.Refused(refusal));
        Assert.Equal(1, _registry.Counters.TotalRefused);
    }

    private static byte[] Sealed(Action<Envelope> change)
    {
        var envelope = new Envelope { SchemaVersion = 1, ClusterId = "cluster-a", Manifest = "test/note", Body = new StringValue { Value = "x" }.ToByteString() };
        change(envelope);
        return envelope.ToByteArray();
    }

    private sealed record Note(string Text);

    private sealed class TestModule : IWireModule
    {
        public IReadOnlyList<WireMessage> Messages { get; } =
        [
            WireMessage.Of<Note, StringValue>(
                "test/note",
                StringValue.Parser,
                note => new StringValue { Value = note.Text },
                proto => proto.Value != "forbidden" ? new Note(proto.Value) : throw new WireFormatException("the text is forbidden")),
        ];
    }
}
