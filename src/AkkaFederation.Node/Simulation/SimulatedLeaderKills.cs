using AkkaFederation.Node.Bench;
using AkkaFederation.Node.Simulation;
using AkkaFederation.TestKit;

namespace AkkaFederation.Node.Cli;

/// <content>Left out of builds whose engine cannot be simulated.</content>
internal static partial class LeaderKillsCommand
{
    private const int KillsOfAWorld = 50;

    static partial void Simulate(int voters, int kills, ulong seed, CliIo io, CancellationToken stop, ref Task<LeaderKillFigures>? figures) =>
        figures = SimulateAsync(voters, kills, seed, io, stop);

    // Worlds of their own, so that they share the cores; which kill is in which world does not depend on how many cores there are.
    private static async Task<LeaderKillFigures> SimulateAsync(int voters, int kills, ulong seed, CliIo io, CancellationToken stop)
    {
        var all = new LeaderKillFigures($"simulated voters={voters}");
        var worlds = (kills + KillsOfAWorld - 1) / KillsOfAWorld;
        var (begun, gate) = (0, new Lock());
        await Task.WhenAll(Enumerable.Range(0, Math.Min(worlds, Environment.ProcessorCount)).Select(_ => Task.Factory.StartNew(
            () =>
            {
                for (var i = Interlocked.Increment(ref begun) - 1; i < worlds; i = Interlocked.Increment(ref begun) - 1)
                    Run(seed + (ulong)i, Math.Min(KillsOfAWorld, kills - (i * KillsOfAWorld)));
            },
            stop, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        return all;

        void Run(ulong one, int count)
        {
            var trial = new LeaderKillTrial(one, voters, stop);
            var takeovers = trial.Run(count);
            if (trial.Violations.Count > 0) throw FedException.Failed($"seed {one} broke a rule: {trial.Violations[0]}");
            lock (gate)
            {
                foreach (var takeover in takeovers) all.Add(takeover.Leader, takeover.Commit);
                io.Error.WriteLine($"{all.Count} of {kills} kills");
            }
        }
    }
}
