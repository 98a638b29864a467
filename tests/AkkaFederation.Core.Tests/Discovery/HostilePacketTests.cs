using AkkaFederation.Discovery;

namespace AkkaFederation.Core.Tests.Discovery;

/// <summary>Whatever a stranger sends is refused for a reason, or read; never worse.</summary>
public sealed class HostilePacketTests
{
    private static readonly DnsName Instance = MdnsNames.Service.Child("name");

    [Theory]
    [InlineData("to itself", 0xc0, 12)]
    [InlineData("forward", 0xc0, 40)]
    [InlineData("into the header", 0xc0, 2)]
    [InlineData("label of an unknown kind", 0x40, 1)]
    [InlineData("label of another unknown kind", 0x80, 1)]
    public void A_name_that_leads_nowhere_is_refused(string what, byte first, byte second)
    {
        byte[] packet = [0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, first, second, 0, 12, 0, 1];
        Assert.Null(DnsReader.Read(packet, out var refusal));
        Assert.True(refusal is MdnsRefusal.BadPointer or MdnsRefusal.BadName, $"{what}: {refusal}");
    }

    [Fact]
    public void Two_pointers_that_lead_to_each_other_are_refused()
    {
        byte[] packet = [0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 1, (byte)'a', 0xc0, 20, 0, 12, 0, 1, 1, (byte)'b', 0xc0, 12, 0, 12, 0, 1];
        Assert.Null(DnsReader.Read(packet, out var refusal));
        Assert.Equal(MdnsRefusal.BadPointer, refusal);
    }

    [Fact]
    public void A_name_of_more_than_255_bytes_is_refused_written_out_or_put_together_by_pointers()
    {
        var label = new byte[] { 63 }.Concat(Enumerable.Repeat((byte)'a', 63)).ToArray();
        byte[] written = [0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, .. label, .. label, .. label, .. label, 0, 0, 12, 0, 1];
        Assert.Null(DnsReader.Read(written, out var refusal));
        Assert.Equal(MdnsRefusal.BadName, refusal);
        byte[] pointed = [0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, .. label, .. label, .. label, 0, 0, 12, 0, 1, .. label, 0xc0, 12, 0, 12, 0, 1];
        Assert.Null(DnsReader.Read(pointed, out refusal));
        Assert.Equal(MdnsRefusal.BadName, refusal);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(8)]
    [InlineData(10)]
    public void A_count_of_65535_in_a_short_packet_is_refused_before_anything_is_allocated(int at)
    {
        var packet = new byte[200];
        packet[at] = packet[at + 1] = 0xff;
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Null(DnsReader.Read(packet, out var refusal));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000);
        Assert.Equal(MdnsRefusal.CountTooLarge, refusal);
    }

    [Fact]
    public void Every_beginning_of_a_good_packet_is_refused()
    {
        var packet = Good();
        for (var length = 0; length < packet.Length; length++) Assert.Null(DnsReader.Read(packet.AsSpan(0, length), out _));
    }

    [Fact]
    public void A_packet_over_9000_bytes_is_refused() =>
        Assert.True(DnsReader.Read(new byte[9001], out var refusal) is null && refusal == MdnsRefusal.PacketTooLong);

    [Fact]
    public void Random_and_mutated_packets_are_refused_or_read_never_worse()
    {
        var random = new Random(20);
        var good = Good();
        var read = 0;
        for (var i = 0; i < 200_000; i++)
        {
            var packet = (byte[])good.Clone();
            if (i % 10 == 0) random.NextBytes(packet);
            for (var flips = random.Next(1, 6); flips > 0; flips--) packet[random.Next(packet.Length)] = (byte)random.Next(256);
            var length = random.Next(2) == 0 ? packet.Length : random.Next(packet.Length);
            if (DnsReader.Read(packet.AsSpan(0, length), out _) is not { } message) continue;
            read++;
            foreach (var record in message.Answers)
            {
                Assert.InRange(record.Name.Wire.Length, 1, DnsName.MaxBytes);
                if (record.Type is DnsType.Ptr or DnsType.Srv) Assert.InRange(record.Target.Wire.Length, 1, DnsName.MaxBytes);
                if (record.Type == DnsType.Txt) _ = TxtData.Decode(record.Data.AsSpan());
            }
        }

        Assert.InRange(read, 1_000, 199_000);
    }

    [Fact]
    public void Names_that_would_move_a_cursor_or_forge_a_line_are_escaped_A29()
    {
        var name = MdnsNames.Local.Child("a\r\n\u001b[2Jb.c\\\u2028\u202e");
        Assert.Equal("a\\u000d\\u000a\\u001b[2Jb\\.c\\\\\\u2028\\u202e.local.", name.ToString());
    }

    private static byte[] Good()
    {
        var writer = new DnsWriter(0, DnsMessage.ResponseFlags);
        writer.TryAddAnswer(DnsRecord.Pointer(MdnsNames.Service, Instance, 60));
        writer.TryAddAnswer(DnsRecord.Service(Instance, DnsName.Of("box.local"), 17615, 60));
        writer.TryAddAnswer(DnsRecord.Text(Instance, TxtData.Encode([new("key", "value")]), 60));
        return writer.ToArray();
    }
}
