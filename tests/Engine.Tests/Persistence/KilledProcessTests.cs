using System.Diagnostics;
using System.Globalization;
using AkkaFederation.Engine.Persistence;

namespace Engine.Tests.Persistence;

public sealed class KilledProcessTests
{
    /// <summary>
    /// SIGKILL at an arbitrary point between write and commit. It cannot show a missing fsync (the page cache
    /// survives); that is the simulation's part.
    /// </summary>
    [Theory]
    [InlineData("sql")]
    [InlineData("wal")]
    public async Task What_a_killed_process_had_acknowledged_is_there_without_gaps_and_in_whole_batches(string kind)
    {
        using var folder = new StoreFolder();
        var acknowledged = new Dictionary<string, long>();
        for (int round = 0; round < 2; round++)
        {
            using Process child = ChildProcess.StartWriter(kind, Path.Combine(folder.Path, round + ".db"));
            try
            {
                acknowledged.Clear();
                for (int line = 0; line < 100 + (round * 37); line++)
                    Note(acknowledged, await child.StandardOutput.ReadLineAsync());
            }
            finally
            {
                child.Kill();
            }

            while (await child.StandardOutput.ReadLineAsync() is { } rest)
                Note(acknowledged, rest);
            await child.WaitForExitAsync();
            await CheckAsync(kind, Path.Combine(folder.Path, round + ".db"), acknowledged);
        }
    }

    private static async Task CheckAsync(string kind, string place, Dictionary<string, long> acknowledged)
    {
        IEventStore store = ChildProcess.Open(kind, place);
        using var open = (IDisposable)store;
        Assert.Equal(ChildProcess.Writers, acknowledged.Count);
        foreach ((string id, long last) in acknowledged)
        {
            List<EventRow> rows = await store.ReadAsync(id);
            Assert.True(rows.Count >= last, $"{id}: {last} acknowledged, {rows.Count} found");
            Assert.Equal(Enumerable.Range(1, rows.Count).Select(i => (long)i), rows.Select(r => r.SequenceNr));
            Assert.Equal(0, rows.Count % 2);
            Assert.Equal(rows.Count, await store.HighestSequenceNrAsync(id));
        }
    }

    private static void Note(Dictionary<string, long> acknowledged, string? line)
    {
        string[] parts = Assert.IsType<string>(line).Split(' ');
        if (parts.Length == 2 && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long sequenceNr))
            acknowledged[parts[0]] = sequenceNr;
    }
}
