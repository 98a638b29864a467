using AkkaFederation.Identity;

namespace AkkaFederation.TestKit;

/// <summary>
/// The leader crashes again and again, on links so slow that candidates meet; and now and then a voter crashes just after
/// it has voted and is back before the election is over. What it promised must be on its disk.
/// </summary>
internal sealed class LeaderKills : Faults
{
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Jitter = TimeSpan.FromMilliseconds(90);
    private int _armed;

    public LeaderKills(SimulatedWorld world)
        : base(world) => world.Identities.Signed += OnSigned;

    protected override TimeSpan Strike()
    {
        foreach (var node in World.Nodes) World.Slow(node, Latency, Jitter);
        if (World.Leader is { } leader) Strike("crash", () => CrashFor(leader, Between(100, 1500)));
        _armed = Random.Next(4);
        return Between(1500, 3500);
    }

    private void OnSigned(Did signer, ReadOnlySpan<byte> statement)
    {
        if (_armed == 0 || !statement.StartsWith("AKFED-VOTE-V0001"u8)) return;
        _armed--;
        var voter = World.Nodes.First(n => n.Id == signer);
        var down = Between(1, 20);
        World.Loop.After(Between(1, 10), () => Strike("crash after a vote", () => CrashFor(voter, down)));
    }
}
