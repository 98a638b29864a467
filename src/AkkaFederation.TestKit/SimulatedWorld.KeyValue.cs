using AkkaFederation.KeyValue;
using AkkaFederation.TestKit.KeyValue;
using AkkaFederation.TestKit.Linearizability;

namespace AkkaFederation.TestKit;

/// <content>Clients of the key-value store, and what they must have seen.</content>
public sealed partial class SimulatedWorld
{
    /// <summary>What clients of the key-value store saw.</summary>
    internal KeyValueHistory KeyValue { get; } = new();

    internal SimulatedKeyValueClient AddKeyValueClient(string name, int keys, TimeSpan think, bool staleReads = false)
    {
        var host = new FederationHost(this, Take(name), "", withDatabase: false);
        host.Start();
        return new SimulatedKeyValueClient(this, host, [.. _nodes.Take(VoterCount).Select(n => SimulatedHost.SeedOf(n.Name))], keys, think, staleReads);
    }

    private void CheckKeyValue()
    {
        var report = KeyValue.Check();
        if (report.Verdict != LinearizabilityVerdict.Linearizable) _violations.Add("linearisability", report.ToString());
        var stores = _nodes.Where(n => n.IsRunning && CoreOf(n) is { Machine: not null }).Select(n => (n.Name, Core: CoreOf(n)!, Store: (n.Host as FederationHost)?.Store)).Where(n => n.Store is not null).ToList();
        if (stores.Count == 0) return;
        var newest = stores.Max(s => s.Core.Machine!.Applied);
        string? first = null;
        foreach (var (name, core, store) in stores)
        {
            if (core.Machine!.Applied < newest) continue;
            var digest = StoreDigest.Of(store!);
            first ??= digest;
            if (digest != first) _violations.Add("same state", $"{name} has another key-value store than others, after the same {newest} entries");
        }
    }
}
