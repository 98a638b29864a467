using AkkaFederation.Wire;
using Google.Protobuf;

namespace AkkaFederation.Tests.Wire;

/// <summary>Whatever bytes arrive under any manifest of the product: a message, or a counted refusal, and nothing else.</summary>
public sealed class HostileBytesTests
{
    private const int Rounds = 300;
    private readonly WireRegistry _registry = new("test", WireModules.All);

    public static TheoryData<string> Manifests => [.. new WireRegistry("test", WireModules.All).Messages.Select(m => m.Manifest)];

    [Theory]
    [MemberData(nameof(Manifests))]
    public void Random_bodies_are_decoded_or_refused(string manifest)
    {
        var random = new Random(7615);
        var refused = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var body = new byte[random.Next(64)];
            random.NextBytes(body);
            if (!Decodes(manifest, body)) refused++;
        }

        Assert.Equal(refused, _registry.Counters.TotalRefused);
        Assert.True(refused > 0, "random bytes were never refused, so this test shows nothing");
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void Nested_and_repeated_fields_of_random_content_are_decoded_or_refused(string manifest)
    {
        var random = new Random(7616);
        var refused = 0;
        for (var round = 0; round < Rounds; round++)
        {
            using var stream = new MemoryStream();
            using (var output = new CodedOutputStream(stream, leaveOpen: true))
            {
                for (var i = random.Next(6); i >= 0; i--) WriteField(output, random, depth: 0);
            }

            if (!Decodes(manifest, stream.ToArray())) refused++;
        }

        Assert.Equal(refused, _registry.Counters.TotalRefused);
    }

    private bool Decodes(string manifest, byte[] body)
    {
        var envelope = new Envelope { SchemaVersion = 1, ClusterId = "test", Manifest = manifest, Body = ByteString.CopyFrom(body) };
        try
        {
            Assert.NotNull(_registry.Decode(envelope.ToByteArray(), manifest));
            return true;
        }
        catch (WireRefusedException e)
        {
            Assert.Equal(WireRefusal.Malformed, e.Refusal);
            return false;
        }
    }

    // Well-formed protobuf with wrong content: gets past the parser and into the rooms' own checks.
    private static void WriteField(CodedOutputStream output, Random random, int depth)
    {
        var number = random.Next(1, 12);
        if (random.Next(2) == 0)
        {
            output.WriteTag(number, WireFormat.WireType.Varint);
            output.WriteUInt64(random.Next(3) switch { 0 => 0UL, 1 => ulong.MaxValue, _ => (ulong)random.NextInt64() });
            return;
        }

        output.WriteTag(number, WireFormat.WireType.LengthDelimited);
        if (depth < 3 && random.Next(2) == 0)
        {
            using var stream = new MemoryStream();
            using (var nested = new CodedOutputStream(stream, leaveOpen: true))
            {
                for (var i = random.Next(4); i >= 0; i--) WriteField(nested, random, depth + 1);
            }

            output.WriteBytes(ByteString.CopyFrom(stream.ToArray()));
            return;
        }

        var bytes = new byte[random.Next(4) == 0 ? 32 : random.Next(12)];
        random.NextBytes(bytes);
        output.WriteBytes(ByteString.CopyFrom(bytes));
    }
}
