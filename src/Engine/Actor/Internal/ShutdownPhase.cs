#nullable disable
using Akka.Configuration;

namespace Akka.Actor.Internal;

/// <summary>A phase of the coordinated shutdown.</summary>
internal sealed record ShutdownPhase(string Name, IReadOnlyList<string> DependsOn, TimeSpan Timeout, bool Recover, bool Enabled)
{
    /// <summary>Reads the phases in an order in which each comes after all that it depends on.</summary>
    public static IReadOnlyList<ShutdownPhase> Read(Config config)
    {
        TimeSpan defaultTimeout = config.GetTimeSpan("akka.coordinated-shutdown.default-phase-timeout");
        Config section = config.GetConfig("akka.coordinated-shutdown.phases");
        var phases = new Dictionary<string, ShutdownPhase>();
        foreach (string name in section.AsEnumerable().Select(p => p.Key))
        {
            Config phase = section.GetConfig(name) ?? Config.Empty;
            phases[name] = new ShutdownPhase(
                name,
                phase.HasPath("depends-on") ? [.. phase.GetStringList("depends-on")] : [],
                phase.GetTimeSpan("timeout", defaultTimeout),
                phase.GetBoolean("recover", true),
                phase.GetBoolean("enabled", true));
        }

        return Sort(phases);
    }

    private static List<ShutdownPhase> Sort(Dictionary<string, ShutdownPhase> phases)
    {
        var sorted = new List<ShutdownPhase>();
        var entered = new HashSet<string>();
        foreach (string name in phases.Keys.Order(StringComparer.Ordinal))
            Visit(name);
        return sorted;

        void Visit(string name)
        {
            // A phase that is only named as a dependency exists with the defaults left out: nothing to run in it.
            if (!phases.TryGetValue(name, out ShutdownPhase phase) || sorted.Contains(phase))
                return;
            if (!entered.Add(name))
                throw new ArgumentException($"Cycle detected in graph of phases: [{name}] depends on itself");
            foreach (string dependency in phase.DependsOn)
                Visit(dependency);
            sorted.Add(phase);
        }
    }
}
