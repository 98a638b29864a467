using System.Globalization;
using AkkaFederation.Node.Bench;
using AkkaFederation.Node.Cli;

namespace Benchmarks;

/// <summary>One round: three members of etcd are started, measured at each number of clients, and stopped.</summary>
internal static class EtcdProgram
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    public static async Task<int> RunAsync(string[] arguments, CancellationToken stop)
    {
        var given = Read(arguments);
        var clients = given["--clients"].Split(',').Select(c => Number("--clients", c, 4096)).ToArray();
        var payload = Number("--payload", given["--payload"], 1_000_000);
        var window = TimeSpan.FromSeconds(Number("--seconds", given["--seconds"], 600));
        var folder = Directory.CreateTempSubdirectory("etcd-").FullName;
        try
        {
            var certificates = EtcdCertificates.Create(folder);
            await using var servers = new EtcdServers(folder, certificates);
            var leader = await servers.StartAsync(stop);
            using var load = new EtcdLoad(leader, certificates, payload, window, WarmUp, ConsensusBench.Connections(clients.Max()));
            foreach (var number in clients)
            {
                var round = await load.RunAsync(number, stop);
                var row = $"clients={number}";
                Print(new BenchFigure("etcd", row, "commits_per_s", Math.Round(round.CommitsPerSecond, 1), "1/s"));
                Print(new BenchFigure("etcd", row, "p50_ms", Math.Round(round.P50, 3), "ms"));
                Print(new BenchFigure("etcd", row, "p99_ms", Math.Round(round.P99, 3), "ms"));
            }

            return ExitCode.Ok;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Print(BenchFigure figure) => Console.Out.WriteLine(Json.Line(figure));

    private static Dictionary<string, string> Read(string[] arguments)
    {
        var values = new Dictionary<string, string> { ["--clients"] = "1,16,64,256", ["--payload"] = "256", ["--seconds"] = "5" };
        for (var i = 0; i < arguments.Length; i += 2)
        {
            if (i + 1 == arguments.Length || !values.ContainsKey(arguments[i]))
                throw FedException.Input($"'{arguments[i]}' is not known here or lacks its value; there are {string.Join(", ", values.Keys)}.");
            values[arguments[i]] = arguments[i + 1];
        }

        return values;
    }

    private static int Number(string name, string text, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most
            ? number
            : throw FedException.Input($"{name} takes numbers from 1 to {most}, not '{text}'.");
}
