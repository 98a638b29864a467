using System.CommandLine;
using System.Globalization;
using AkkaFederation.Node.Bench;

namespace AkkaFederation.Node.Cli;

/// <summary><c>fed bench journal</c>: events per second of persistent actors on a journal.</summary>
internal static class JournalBenchCommand
{
    private const int MostActors = 4096;

    public static Command Create(CliIo io)
    {
        var actors = new Option<int[]>("--actors")
        {
            Description = "Numbers of concurrent persistent actors, one case each.",
            HelpName = "N,N,…",
            CustomParser = ParseActors,
            DefaultValueFactory = _ => [1, 64],
        };
        var payload = CommonOptions.Number("--payload", "Bytes of each event.", 256, 0, 1_000_000);
        var seconds = CommonOptions.Number("--seconds", "Length of each case, without its warm-up.", 5, 1, 600);
        var folder = new Option<string?>("--folder") { Description = "Where the databases are made, and removed again; the figures are those of its disk.", HelpName = "DIR" };
        var journals = CommonOptions.Journals();
        var json = CommonOptions.Json();
        var command = new FedCommand(JournalBench.Name, "Measure persistent actors on a journal, every commit synced; with several journals each case on one after the other.",
            "fed bench journal --actors 1,64 --json", "fed bench journal --journal sqlite,wal") { actors, payload, seconds, folder, journals, json };
        command.SetAction(async (parsed, stop) =>
        {
            var window = TimeSpan.FromSeconds(parsed.GetRequiredValue(seconds));
            var kinds = parsed.GetRequiredValue(journals);
            var benches = Array.ConvertAll(kinds, j => new JournalBench(parsed.GetRequiredValue(payload), window, j) { NamesJournal = kinds.Length > 1 });
            var table = new FigureTable(io, parsed.GetValue(json));
            var parent = parsed.GetValue(folder) ?? Path.GetTempPath();
            if (!Directory.Exists(parent))
                throw new FedException(ExitCode.BadInput, $"--folder {parent}: there is no such folder; create it first.");
            var work = Directory.CreateDirectory(Path.Combine(parent, "fed-bench-" + Path.GetRandomFileName()));
            try
            {
                table.Add(benches[0].Floor(work.FullName));
                foreach (var number in parsed.GetRequiredValue(actors))
                {
                    foreach (var bench in benches)
                        table.Add(await bench.RunAsync(number, work.FullName, stop));
                }
            }
            finally
            {
                work.Delete(recursive: true);
            }

            table.Print();
            return ExitCode.Ok;
        });
        return command;
    }

    private static int[] ParseActors(System.CommandLine.Parsing.ArgumentResult result)
    {
        var numbers = new List<int>();
        foreach (var part in result.Tokens.SelectMany(t => t.Value.Split(',')))
        {
            if (int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= MostActors)
                numbers.Add(number);
            else
                result.AddError($"--actors takes numbers from 1 to {MostActors} with commas between, not '{part}'.");
        }

        return [.. numbers];
    }
}
