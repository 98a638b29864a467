using System.Net;
using System.Text;
using AkkaFederation.Discovery;

namespace AkkaFederation.Core.Tests.Discovery;

/// <summary>Messages as RFC 1035 (4.1) lays them out, byte by byte.</summary>
public sealed class DnsCodecTests
{
    private static readonly DnsName Instance = MdnsNames.Service.Child("Näme. 1");

    [Fact]
    public void A_response_with_compressed_names_is_read_as_RFC_1035_4_1_4_says()
    {
        byte[] packet =
        [
            0, 0, 0x84, 0, 0, 0, 0, 2, 0, 0, 0, 0,
            4, .. "_foo"u8, 4, .. "_tcp"u8, 5, .. "local"u8, 0, 0, 12, 0, 1, 0, 0, 0, 120, 0, 4, 1, (byte)'a', 0xc0, 12,
            0xc0, 39, 0, 33, 0x80, 1, 0, 0, 0, 60, 0, 12, 0, 0, 0, 0, 0x1f, 0x90, 3, .. "box"u8, 0xc0, 22,
        ];
        var message = DnsReader.Read(packet, out _)!;
        Assert.True(message.IsResponse);
        Assert.Equal(("_foo._tcp.local.", DnsType.Ptr, 120u), (message.Answers[0].Name.ToString(), message.Answers[0].Type, message.Answers[0].Ttl));
        Assert.Equal("a._foo._tcp.local.", message.Answers[0].Target.ToString());
        Assert.Equal("a._foo._tcp.local.", message.Answers[1].Name.ToString());
        Assert.True(message.Answers[1].CacheFlush);
        Assert.Equal((8080, "box.local."), (message.Answers[1].Port, message.Answers[1].Target.ToString()));
    }

    [Fact]
    public void A_query_with_a_unicast_question_is_read()
    {
        byte[] packet = [0, 7, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, (byte)'X', 0, 0, 255, 0x80, 1];
        var message = DnsReader.Read(packet, out _)!;
        Assert.Equal(7, message.Id);
        Assert.Equal(new DnsQuestion(DnsName.Of("x"), DnsType.Any, WantsUnicast: true), Assert.Single(message.Questions));
    }

    [Fact]
    public void What_is_written_is_read_again_and_repeated_names_are_written_once()
    {
        var records = new[]
        {
            DnsRecord.Pointer(MdnsNames.Service, Instance, 60),
            DnsRecord.Service(Instance, DnsName.Of("box.local"), 17615, 60),
            DnsRecord.Text(Instance, TxtData.Encode([new("a", "b")]), 60),
            DnsRecord.OfAddress(DnsName.Of("box.local"), IPAddress.Parse("10.0.0.1"), 60),
            DnsRecord.OfAddress(DnsName.Of("box.local"), IPAddress.Parse("fe80::1"), 60),
        };
        var writer = new DnsWriter(0, DnsMessage.ResponseFlags);
        Assert.All(records, r => Assert.True(writer.TryAddAnswer(r)));
        var bytes = writer.ToArray();
        var read = DnsReader.Read(bytes, out _)!;
        Assert.Equal(records.Length, read.Answers.Count);
        Assert.All(records.Zip(read.Answers), pair => Assert.True(pair.First.SameAs(pair.Second) && pair.First.CacheFlush == pair.Second.CacheFlush && pair.First.Ttl == pair.Second.Ttl));
        Assert.Equal(1, Count(bytes, "_local-swarm"u8));
        Assert.Equal(1, Count(bytes, Encoding.UTF8.GetBytes("Näme")));
    }

    [Fact]
    public void An_absence_names_its_types_in_a_bitmap_as_RFC_4034_4_1_2_says()
    {
        var record = DnsRecord.Only(DnsName.Of("x"), [DnsType.A, DnsType.Aaaa], 60);
        Assert.Equal([1, (byte)'x', 0, 0, 4, 0x40, 0, 0, 0x08], record.Data.ToArray());
    }

    [Fact]
    public void What_does_not_fit_is_not_written_and_leaves_no_trace()
    {
        var writer = new DnsWriter(0, 0, limit: 40);
        Assert.True(writer.TryAdd(new DnsQuestion(DnsName.Of("a.local"), DnsType.Any)));
        var before = writer.ToArray();
        Assert.False(writer.TryAddAuthority(DnsRecord.Service(DnsName.Of("a.local"), DnsName.Of("some-host.elsewhere"), 1, 60)));
        Assert.Equal(before, writer.ToArray());
    }

    [Fact]
    public void A_plain_dns_client_gets_no_cache_flush_bit_and_a_short_ttl()
    {
        var writer = new DnsWriter(0x1234, DnsMessage.ResponseFlags, legacy: true);
        writer.TryAddAnswer(DnsRecord.Service(Instance, DnsName.Of("box.local"), 1, 60));
        var read = DnsReader.Read(writer.ToArray(), out _)!;
        Assert.Equal((0x1234, false, 10u), (read.Id, read.Answers[0].CacheFlush, read.Answers[0].Ttl));
    }

    [Fact]
    public void Names_are_equal_without_regard_to_case_but_keep_it()
    {
        var name = DnsName.Of("Box.LOCAL");
        Assert.Equal(DnsName.Of("box.local"), name);
        Assert.Equal("Box.LOCAL.", name.ToString());
        Assert.True(name.IsChildOf(MdnsNames.Local));
        Assert.False(DnsName.Of("a.b.local").IsChildOf(MdnsNames.Local));
        Assert.False(DnsName.Of("alocal").IsChildOf(MdnsNames.Local));
    }

    private static int Count(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> part)
    {
        var count = 0;
        for (var at = bytes.IndexOf(part); at >= 0; at = bytes.IndexOf(part))
        {
            count++;
            bytes = bytes[(at + 1)..];
        }

        return count;
    }
}
