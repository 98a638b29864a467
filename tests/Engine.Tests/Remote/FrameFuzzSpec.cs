using Akka.Actor;
using Xunit.Abstractions;

namespace AkkaFederation.Engine.Remote.Tests;

/// <summary>
/// Garbage and mutated frames against the decoder. The budget is fixed; AKFED_FUZZ_ITERATIONS and AKFED_FUZZ_SEED make a
/// longer run or replay one.
/// </summary>
public sealed class FrameFuzzSpec(ITestOutputHelper output)
{
    private static readonly InboundPeer Peer = new(new Address("akka.ssl.tcp", "p", "h", 1), "id", 1, Lane.Bulk);

    [Fact]
    public void No_frame_makes_the_decoder_throw_or_read_beyond_it()
    {
        var (seed, iterations) = Budget();
        output.WriteLine($"AKFED_FUZZ_SEED={seed}, {iterations} iterations");
        var random = new Random(seed);
        var valid = ValidFrame();
        var verdicts = new Dictionary<string, int>();
        for (var i = 0; i < iterations; i++)
        {
            var frame = random.Next(3) == 0 ? RandomBytes(random) : Mutate(random, valid);
            var verdict = new MessageDecoder(new RecordingEvents { OnDeliver = _ => null }, Peer).Decode(frame) ?? "delivered";
            verdicts[verdict] = verdicts.GetValueOrDefault(verdict) + 1;
        }

        Assert.Equal([RefusalReasons.BadFrame, "delivered"], verdicts.Keys.Order());
    }

    [Fact]
    public void No_bytes_make_the_hello_reader_throw()
    {
        var (seed, iterations) = Budget();
        output.WriteLine($"AKFED_FUZZ_SEED={seed}, {iterations} iterations");
        var random = new Random(seed);
        using var buffer = new WireBuffer(512);
        new Hello(1, FrameFormat.EngineName, 7, Peer.Address, Lane.Control).WriteTo(buffer);
        var valid = buffer.Written[5..].ToArray();
        var accepted = 0;
        for (var i = 0; i < iterations; i++)
        {
            var body = random.Next(3) == 0 ? RandomBytes(random) : Mutate(random, valid);
            if (Hello.TryRead(FrameFormat.Hello, body, out var reason) is not null) accepted++;
            else Assert.NotEmpty(reason);
        }

        Assert.InRange(accepted, 1, iterations - 1);
    }

    [Fact]
    public async Task No_stream_makes_the_frame_reader_throw_or_exceed_its_limit()
    {
        var (seed, iterations) = Budget();
        output.WriteLine($"AKFED_FUZZ_SEED={seed}, {iterations} iterations");
        var random = new Random(seed);
        var seen = new HashSet<FrameStatus>();
        for (var i = 0; i < iterations / 10; i++)
        {
            var bytes = RandomBytes(random);
            if (bytes.Length > 2 && random.Next(2) == 0) bytes[0] = bytes[1] = 0;
            using var reader = new FrameReader(new MemoryStream(bytes), 64) { MaximumFrame = 256 };
            FrameStatus status;
            while ((status = await reader.ReadAsync(CancellationToken.None)) == FrameStatus.Frame)
            {
                Assert.InRange(reader.Body.Length, 0, 251);
                seen.Add(status);
            }

            seen.Add(status);
        }

        Assert.Equal(Enum.GetValues<FrameStatus>().ToHashSet(), seen);
    }

    private static (int Seed, int Iterations) Budget()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("AKFED_FUZZ_SEED"), out var s) ? s : 20260101;
        return (seed, int.TryParse(Environment.GetEnvironmentVariable("AKFED_FUZZ_ITERATIONS"), out var n) ? n : 20_000);
    }

    private static byte[] ValidFrame()
    {
        using var buffer = new WireBuffer(4096);
        var encoder = new MessageEncoder(buffer, 65536);
        var events = new RecordingEvents();
        for (var i = 0; i < 10; i++)
            Assert.True(encoder.TryAppend(events, events.Serialize(i % 2 == 0 ? i : "text"), "/user/r" + (i % 3), i % 4 == 0 ? null : "/user/s"));
        encoder.CloseFrame();
        return buffer.Written[5..].ToArray();
    }

    private static byte[] Mutate(Random random, byte[] valid)
    {
        var bytes = valid.AsSpan(0, random.Next(4) == 0 ? random.Next(valid.Length) : valid.Length).ToArray();
        for (var n = random.Next(4); n > 0 && bytes.Length > 0; n--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        return bytes;
    }

    private static byte[] RandomBytes(Random random)
    {
        var bytes = new byte[random.Next(300)];
        random.NextBytes(bytes);
        return bytes;
    }
}
