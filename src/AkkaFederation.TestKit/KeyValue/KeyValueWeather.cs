namespace AkkaFederation.TestKit.KeyValue;

/// <summary>
/// Rough weather, and what tempts a store to answer with old news: a leader that no other voter hears any more, while clients still
/// reach it, on a clock so slow that it would believe in itself for long; and one that comes back from a pause with questions in
/// its mailbox.
/// </summary>
internal sealed class KeyValueWeather(SimulatedWorld world) : RoughWeather(world)
{
    protected override TimeSpan Strike()
    {
        if (World.Leader is not { } leader || Random.Next(3) > 0) return base.Strike();
        Strike("leader cut off from voters", () => CutOff(leader, Between(500, 4000)));
        return Between(1000, 3000);
    }

    private void CutOff(SimulatedNode leader, TimeSpan span)
    {
        foreach (var other in World.Nodes.Where(n => n != leader))
        {
            World.Block(leader, other);
            World.Block(other, leader);
        }

        leader.ClockDriftPpm = -Random.Next(400_000, 950_000);
        World.Loop.After(span, () =>
        {
            leader.ClockDriftPpm = 0;
            World.Heal();
        });
    }
}
