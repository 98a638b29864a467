using Akka.Actor;
using AkkaFederation.Engine.Remote;
using AkkaFederation.Hosting;
using AkkaFederation.Identity;
using AkkaFederation.Node.Local;
using AkkaFederation.Settings;
using AkkaFederation.TestKit.Loopback;

namespace AkkaFederation.Node.Bench.Membership;

/// <summary>A real node in this process that has membership and gossip and nothing else: TLS, sockets, timers and all.</summary>
internal sealed class LoopbackNode : IAsyncDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    private readonly SilentDeath _death = new();
    private readonly ActorSystem _system;
    private readonly MembershipWatch _watch;
    private readonly int _number;
    private readonly TaskCompletionSource _observed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private LoopbackNode(WorkFolder folder, int number, int port, IReadOnlyList<string> seeds, MembershipWatch watch)
    {
        _watch = watch;
        _number = number;
        var configuration = FederationConfiguration.Parse(LocalConfiguration.OfMember(folder.Node(number), $"node-{number + 1}", port, seeds), $"node-{number + 1}");
        _system = FederationSystem.CreateClient(configuration, new FederationOptions
        {
            Clock = TimeProvider.System,
            Rooms = [FederationRooms.Membership, FederationRooms.Gossip, FederationRooms.Discovery],
            Setups = [_death.Setup],
        });
        Address = $"127.0.0.1:{port}";
        _system.ActorOf(MembershipWatch.Observer(watch, number, _observed), "observer");
    }

    public string Address { get; }

    public Did Id { get; private set; }

    public RemotingCounters Traffic => RemotingCounters.Get(_system);

    /// <summary>Listens, is observed, and is ready to join.</summary>
    public static async Task<LoopbackNode> ListenAsync(WorkFolder folder, int number, int port, IReadOnlyList<string> seeds, MembershipWatch watch)
    {
        var node = new LoopbackNode(folder, number, port, seeds, watch);
        await node._observed.Task;
        return node;
    }

    /// <summary>Joins by its seeds.</summary>
    public void Join()
    {
        var federation = Federation.Get(_system);
        Id = federation.Self;
    }

    /// <summary>Falls silent with its sockets open: nobody is told.</summary>
    public void Die()
    {
        _watch.Dead(_number, Id);
        _death.Strike();
    }

    public async ValueTask DisposeAsync()
    {
        var terminated = _system.Terminate();
        await Task.WhenAny(terminated, Task.Delay(StopLimit));
    }
}
