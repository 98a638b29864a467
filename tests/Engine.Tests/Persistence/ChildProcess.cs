using System.Diagnostics;
using System.Globalization;
using AkkaFederation.Engine.Persistence;

namespace Engine.Tests.Persistence;

/// <summary>
/// This test program started again as a process that can be killed: <c>journal-writer FILE</c> appends to several ids
/// as fast as the disk allows and prints every acknowledged event, unbuffered.
/// </summary>
internal static class ChildProcess
{
    public const int Writers = 4;

    public static int Main(string[] args)
    {
        if (args is ["journal-writer", var file])
            return WriteForEver(file);
        Console.Error.WriteLine("This is a test assembly: run it with 'dotnet test'.");
        return 2;
    }

    public static Process StartWriter(string file)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            RedirectStandardOutput = true,
            ArgumentList = { typeof(ChildProcess).Assembly.Location, "journal-writer", file },
        };
        return Process.Start(start) ?? throw new InvalidOperationException("no process was started");
    }

    private static int WriteForEver(string file)
    {
        using SqliteEventStore store = SqliteEventStore.Open(new SqliteOptions { File = file });
        using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
        Task.WaitAll(Enumerable.Range(0, Writers).Select(w => Write(store, "w" + w.ToString(CultureInfo.InvariantCulture), output)).ToArray());
        return 0;
    }

    private static async Task Write(SqliteEventStore store, string id, StreamWriter output)
    {
        for (long i = 1; ; i += 2)
        {
            await store.AppendAsync(StoreExtensions.Event(id, i, "x"), StoreExtensions.Event(id, i + 1, "y"));
            lock (output)
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{id} {i + 1}"));
        }
    }
}
