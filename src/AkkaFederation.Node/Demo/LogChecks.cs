using AkkaFederation.Node.Local;

namespace AkkaFederation.Node.Demo;

/// <summary>The three promises about the logs, as functions of what was acknowledged and what was read back.</summary>
internal static class LogChecks
{
    /// <summary>Every acknowledged proposal is in every log exactly once, at the index it was acknowledged with.</summary>
    public static CheckResult AcknowledgedExactlyOnce(
        IReadOnlyCollection<Acknowledgement> acknowledged, IReadOnlyList<IReadOnlyList<LoggedProposal>> logs)
    {
        const string Name = "every acknowledged proposal is in every log exactly once";
        if (acknowledged.Count == 0)
            return new CheckResult(Name, false, "nothing was acknowledged");
        for (var node = 0; node < logs.Count; node++)
        {
            var places = new Dictionary<ProposalName, ulong>();
            foreach (var logged in logs[node])
            {
                if (!places.TryAdd(logged.Name, logged.Index))
                    return new CheckResult(Name, false, $"node-{node + 1} holds {logged.Name} at {places[logged.Name]} and at {logged.Index}");
            }
            foreach (var ack in acknowledged)
            {
                if (!places.TryGetValue(ack.Name, out var index))
                    return new CheckResult(Name, false, $"node-{node + 1} lacks {ack.Name}, acknowledged at index {ack.Index}");
                if (index != ack.Index)
                    return new CheckResult(Name, false, $"node-{node + 1} holds {ack.Name} at {index}, acknowledged at {ack.Index}");
            }
        }
        return new CheckResult(Name, true, $"{acknowledged.Count} acknowledged, {logs[0].Count} proposals in each of {logs.Count} logs");
    }

    public static CheckResult SameOrder(IReadOnlyList<IReadOnlyList<LoggedProposal>> logs)
    {
        const string Name = "all logs hold the same proposals in the same order";
        for (var node = 1; node < logs.Count; node++)
        {
            if (logs[node].Count != logs[0].Count)
                return new CheckResult(Name, false, $"node-1 holds {logs[0].Count} proposals, node-{node + 1} {logs[node].Count}");
            for (var i = 0; i < logs[0].Count; i++)
            {
                if (logs[node][i] != logs[0][i])
                    return new CheckResult(Name, false, $"node-1 has {logs[0][i]}, node-{node + 1} has {logs[node][i]}");
            }
        }
        return new CheckResult(Name, true, $"{logs[0].Count} proposals");
    }

    public static CheckResult SameRoots(ulong size, IReadOnlyList<string> roots)
    {
        var same = roots.All(r => r == roots[0]);
        return new CheckResult("all history trees have the same root", same,
            same ? $"size {size}, root {roots[0]}" : $"size {size}: {string.Join(", ", roots.Select((r, i) => $"node-{i + 1} {r}"))}");
    }

    public static CheckResult Certified(IReadOnlyCollection<Acknowledgement> acknowledged)
    {
        var without = acknowledged.Count(a => a.Certificate is null);
        return new CheckResult("every acknowledged proposal has a certificate", without == 0,
            without == 0 ? $"{acknowledged.Count} certificates" : $"{without} of {acknowledged.Count} have none");
    }
}

internal sealed record CheckResult(string Name, bool Ok, string Detail);
