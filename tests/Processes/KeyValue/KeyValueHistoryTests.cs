using System.Globalization;
using AkkaFederation.TestKit.Linearizability;
using Xunit.Abstractions;

namespace Processes.KeyValue;

/// <summary>
/// What clients of the key-value store see of three real processes that are killed and stopped, leaders and followers, is
/// linearisable. The seed decides what is done to whom, not what happens: FED_SEED does the same to another run.
/// </summary>
public sealed class KeyValueHistoryTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(24);

    [Fact]
    public async Task E9_histories_under_SIGKILL_and_SIGSTOP_are_linearisable()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("FED_SEED"), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : Random.Shared.Next(1_000_000);
        output.WriteLine($"FED_SEED={seed}");
        await using var store = await StoreOnProcesses.StartAsync(nodes: 3, clients: 6, seed);
        using var over = new CancellationTokenSource(Span);
        var load = store.WorkAsync(over.Token);
        await store.TormentAsync(over.Token);
        await load;
        await store.RecoverAsync();

        var report = store.History.Check();
        output.WriteLine($"{store.History.Count} operations, {store.Answered} answered, {store.History.Open} of unknown outcome; {string.Join(", ", store.Struck.Select(s => $"{s.Key} {s.Value}"))}; {report.Steps} steps");
        Assert.True(report.Verdict == LinearizabilityVerdict.Linearizable, $"FED_SEED={seed}: {report}");
        Assert.True(store.Answered > 200, $"FED_SEED={seed}: only {store.Answered} operations were answered");
        Assert.True(store.Struck.Keys.Any(k => k.StartsWith("kill", StringComparison.Ordinal)) && store.Struck.Keys.Any(k => k.StartsWith("stop", StringComparison.Ordinal)), $"FED_SEED={seed}: {string.Join(", ", store.Struck.Keys)}");
        Assert.True(store.Struck.Keys.Any(k => k.EndsWith("leader", StringComparison.Ordinal)), $"FED_SEED={seed}: no leader was struck");
    }
}
