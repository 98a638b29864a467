using System.Text;

namespace AkkaFederation.Tests.Consensus;

/// <summary>One node's journal is damaged on the disk, of three that hold the same.</summary>
public sealed class DamagedLogTests
{
    [StandaloneFact(StandaloneFactAttribute.PeerIdentity)]
    public async Task E19_damage_on_a_minority_stops_that_node_with_its_file_named_and_loses_nothing_acknowledged()
    {
        const string Settings = "journal = wal, consensus { log-memory-entries = 16, log-memory-bytes = 64KiB }";
        await using var federation = new TestFederation(3);
        foreach (var node in new[] { "node1", "node2", "node3" }) federation.Start(node, Settings);
        await federation.WhenReady();
        await using var client = federation.Client();
        var committed = new List<ProposalOutcome.Committed>();
        for (var i = 0; i < 60; i++)
            committed.Add(Assert.IsType<ProposalOutcome.Committed>(await client.ProposeAsync(Encoding.UTF8.GetBytes($"acknowledged {i}"), new ProposeOptions { Ttl = TestFederation.Patience })));
        await federation.Stop("node3");
        var file = Damage(federation.DataFolder("node3"));

        var damaged = await Assert.ThrowsAnyAsync<Exception>(async () => await Federation.Get(federation.System(Restart(federation, "node3", Settings))).WhenReady.WaitAsync(TestFederation.Patience));

        Assert.Contains(Path.GetFileName(file), damaged.ToString());
        Assert.DoesNotContain("TimeoutException", damaged.GetType().Name);
        Assert.IsType<ProposalOutcome.Committed>(await client.ProposeAsync("the others go on"u8.ToArray(), new ProposeOptions { Ttl = TestFederation.Patience }));
        foreach (var node in new[] { "node1", "node2" })
        {
            var log = new Dictionary<ulong, byte[]>();
            await client.ReadIndexAsync(federation.AddressOf(node), TestFederation.Patience);
            await foreach (var record in client.ReadLogAsync(federation.AddressOf(node), 1)) log.Add(record.Index, record.Payload.ToArray());
            for (var i = 0; i < committed.Count; i++) Assert.Equal($"acknowledged {i}", Encoding.UTF8.GetString(log[committed[i].Index]));
        }
    }

    private static string Restart(TestFederation federation, string node, string settings)
    {
        federation.Start(node, settings);
        return node;
    }

    // A flipped bit in the middle of what was written, with whole records behind it.
    private static string Damage(string folder)
    {
        var file = Directory.GetFiles(Path.Combine(folder, "journal")).Where(f => new FileInfo(f).Length > 1 << 20).Order().First();
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        stream.Position = 512 * 12;
        var value = stream.ReadByte();
        stream.Position--;
        stream.WriteByte((byte)(value ^ 0x10));
        return file;
    }
}
