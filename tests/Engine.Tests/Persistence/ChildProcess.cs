using System.Diagnostics;
using System.Globalization;
using AkkaFederation.Engine.Persistence;

namespace Engine.Tests.Persistence;

/// <summary>
/// This test program started again as a process that can be killed: <c>journal-writer sql FILE</c>, or <c>wal FOLDER</c>,
/// appends to several ids as fast as the disk allows and prints every acknowledged event, unbuffered.
/// </summary>
internal static class ChildProcess
{
    public const int Writers = 4;

    public static int Main(string[] args)
    {
        if (args is ["journal-writer", var kind, var place])
            return WriteForEver(kind, place);
        Console.Error.WriteLine("This is a test assembly: run it with 'dotnet test'.");
        return 2;
    }

    public static Process StartWriter(string kind, string place)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            RedirectStandardOutput = true,
            ArgumentList = { typeof(ChildProcess).Assembly.Location, "journal-writer", kind, place },
        };
        return Process.Start(start) ?? throw new InvalidOperationException("no process was started");
    }

    /// <summary>The segments are small, so that a process is killed while it changes from one to the next, too.</summary>
    public static IEventStore Open(string kind, string place) => kind == "wal"
        ? WalEventStore.Open(new WalOptions { Folder = place, SegmentSize = 32 * 1024 })
        : SqliteEventStore.Open(new SqliteOptions { File = place });

    private static int WriteForEver(string kind, string place)
    {
        IEventStore store = Open(kind, place);
        using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
        Task.WaitAll(Enumerable.Range(0, Writers).Select(w => Write(store, "w" + w.ToString(CultureInfo.InvariantCulture), output)).ToArray());
        return 0;
    }

    private static async Task Write(IEventStore store, string id, StreamWriter output)
    {
        for (long i = 1; ; i += 2)
        {
            await store.AppendAsync(StoreExtensions.Event(id, i, "x"), StoreExtensions.Event(id, i + 1, "y"));
            lock (output)
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{id} {i + 1}"));
        }
    }
}
