using AkkaFederation.Consensus;
using AkkaFederation.Engine.Simulation;

namespace AkkaFederation.TestKit;

/// <summary>How long one takeover took, counted from the end of the former leader.</summary>
/// <param name="Leader">Until another voter led.</param>
/// <param name="Commit">Until it had committed something of its own term, so that proposals are answered again.</param>
internal readonly record struct Takeover(TimeSpan Leader, TimeSpan Commit);

/// <summary>
/// One world in which the leader is killed again and again, at moments that have nothing to do with its heartbeats, with
/// proposals under way; the killed node starts again. Unlike scenario leader-kills, which looks for broken rules on slow
/// links, this measures on a good local network how long nobody leads.
/// </summary>
internal sealed class LeaderKillTrial
{
    private static readonly TimeSpan Resolution = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ProposeInterval = TimeSpan.FromMilliseconds(50);
    private readonly SimulatedWorld _world;
    private readonly SimulatedClient _client;
    private readonly Random _random;
    private readonly CancellationToken _stop;

    public LeaderKillTrial(ulong seed, int voters, CancellationToken stop)
    {
        _world = new SimulatedWorld(seed, new SimulatedWorldOptions { Nodes = voters });
        _random = SimulatedProcess.RandomOf(seed, "kills");
        _stop = stop;
        _world.StartAll();
        _client = _world.AddClient("client");
    }

    public IReadOnlyList<Violation> Violations => _world.Violations;

    /// <exception cref="InvalidOperationException">For half a minute nobody led, or not all were level again.</exception>
    public IReadOnlyList<Takeover> Run(int kills)
    {
        var found = new List<Takeover>();
        for (var i = 0; i < kills && _world.Violations.Count == 0; i++)
        {
            Await(IsWhole, TimeSpan.FromMilliseconds(10), "all voters are level under a leader");
            _client.ProposeUntil(_world.Now + TimeSpan.FromSeconds(3), ProposeInterval);
            _world.Run(TimeSpan.FromMicroseconds(_random.Next(1_000_000, 2_000_000)));
            found.Add(Kill(Leader()!));
        }

        if (_world.Violations.Count == 0) _world.CheckAtRest();
        return found;
    }

    private Takeover Kill(SimulatedNode former)
    {
        var (term, at) = (CoreOf(former).Term, _world.Now);
        former.Crash();
        _world.After(TimeSpan.FromMilliseconds(_random.Next(500, 1500)), former.Start);
        Await(() => Leader() is { } next && CoreOf(next).Term > term, Resolution, "another voter leads");
        var leads = _world.Now - at;
        Await(() => Leader() is { } next && CoreOf(next) is var raft && raft.Term > term && raft.Log.Term(raft.Commit) == raft.Term, Resolution, "the new leader commits");
        return new Takeover(leads, _world.Now - at);
    }

    private bool IsWhole() => Leader() is { } leader && CoreOf(leader) is var raft && raft.Log.Term(raft.Commit) == raft.Term
        && raft.Followers.All(f => !f.Probing && f.Match + 50 >= raft.Log.LastIndex) && _world.Nodes.All(n => n.IsRunning);

    private SimulatedNode? Leader() => _world.Leader;

    private RaftCore CoreOf(SimulatedNode node) => _world.CoreOf(node)!.Raft;

    private void Await(Func<bool> holds, TimeSpan step, string what)
    {
        for (var limit = _world.Now + Patience; !holds();)
        {
            _stop.ThrowIfCancellationRequested();
            if (_world.Now >= limit) throw new InvalidOperationException($"seed {_world.Seed}, at {_world.Now.TotalSeconds:0.000} s: within {Patience.TotalSeconds:0} s it did not come about that {what}.");
            _world.Run(step);
        }
    }
}
