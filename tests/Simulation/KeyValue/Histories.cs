using AkkaFederation.TestKit;
using AkkaFederation.TestKit.KeyValue;
using AkkaFederation.TestKit.Linearizability;

namespace AkkaFederation.Simulation.Tests.KeyValue;

/// <summary>Worlds with clients of the key-value store and its weather, of which only the clients' history is looked at.</summary>
internal static class Histories
{
    public static LinearizabilityReport<KeyValueInput, KeyValueOutput> Run(ulong seed, PlantedBug bug, TimeSpan span, bool staleReads = false)
    {
        var world = new SimulatedWorld(seed, new SimulatedWorldOptions { KeyValue = true, Plant = bug });
        world.StartAll();
        for (var i = 1; i <= 5; i++)
        {
            var client = world.AddKeyValueClient($"kv{i}", keys: 3, think: TimeSpan.FromMilliseconds(150), staleReads);
            world.After(TimeSpan.FromSeconds(1), () => client.WorkUntil(span));
        }

        new KeyValueWeather(world).Begin(TimeSpan.FromSeconds(2), span);
        try
        {
            world.Run(span + TimeSpan.FromSeconds(10));
        }
        catch (InvalidOperationException) when (bug != PlantedBug.None)
        {
            // The cores' own invariants may notice first.
        }

        return world.KeyValue.Check();
    }
}
