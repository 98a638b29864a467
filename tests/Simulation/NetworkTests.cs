using Akka.Actor;
using AkkaFederation.Engine.Remote;
using AkkaFederation.Engine.Simulation;

namespace AkkaFederation.Simulation.Tests;

/// <summary>Links stall and break; they keep order, and the identity of the sender comes with each message.</summary>
public sealed class NetworkTests
{
    private readonly SimulationLoop _loop = new(11);
    private readonly SimulatedNetwork _network;
    private readonly SimulatedSystem _here;
    private readonly SimulatedSystem _there;
    private readonly List<object> _received = [];
    private readonly List<string?> _senders = [];
    private readonly IActorRef _remote;

    public NetworkTests()
    {
        _network = new SimulatedNetwork(_loop);
        _here = new SimulatedSystem(_loop, "here", network: _network);
        _there = new SimulatedSystem(_loop, "there", network: _network);
        _there.Do(s => s.ActorOf(Props.Create(() => new Mail(_received, _senders)), "mail"));
        _remote = _here.Resolve("there", "/user/mail");
    }

    [Fact]
    public void Messages_arrive_in_order_with_the_identity_of_their_sender()
    {
        SendFrom(0, 100);
        Run(1);
        Assert.Equal(Enumerable.Range(0, 100).Cast<object>(), _received);
        Assert.All(_senders, s => Assert.Equal("here", s));
    }

    [Fact]
    public void What_is_under_way_waits_for_a_blocked_link_and_comes_in_order()
    {
        SendFrom(0, 1);
        Run(1);
        _network.Block("here", "there");
        SendFrom(1, 50);
        Run(5);
        Assert.Single(_received);
        _network.Heal();
        Run(1);
        Assert.Equal(Enumerable.Range(0, 51).Cast<object>(), _received);
    }

    [Fact]
    public void A_broken_connection_loses_what_was_under_way_and_is_made_again()
    {
        SendFrom(0, 1);
        Run(1);
        SendFrom(1, 10);
        _network.Break("here", "there");
        Run(1);
        SendFrom(100, 1);
        Run(5);
        Assert.Equal([0, 100], _received);
    }

    [Fact]
    public void A_slow_link_takes_its_time()
    {
        SendFrom(0, 1);
        Run(1);
        _network.Link("here", "there").Throughput = 40;
        SendFrom(1, 100);
        Run(5);
        Assert.InRange(_received.Count, 40, 60);
        Run(10);
        Assert.Equal(101, _received.Count);
    }

    [Fact]
    public void A_watched_actor_of_a_crashed_process_is_terminated_once()
    {
        var deaths = new List<object>();
        var target = _remote;
        _here.Do(s => s.ActorOf(Props.Create(() => new Mourner(target, deaths))));
        Run(20);
        _there.Process.Crash();
        Run(60);
        Assert.Single(deaths);
    }

    private void Run(int seconds) => _loop.RunUntil(_loop.Now + TimeSpan.FromSeconds(seconds));

    private void SendFrom(int first, int count)
    {
        var sender = _here.Do(s => s.ActorOf(Props.Create(() => new Mail(_received, _senders))));
        _here.Do(_ =>
        {
            for (var i = first; i < first + count; i++) _remote.Tell(i, sender);
            return 0;
        });
    }

    private sealed class Mail : ReceiveActor
    {
        public Mail(List<object> received, List<string?> senders) => ReceiveAny(m =>
        {
            received.Add(m);
            senders.Add(RemoteIdentity.Of(Sender));
        });
    }

    private sealed class Mourner : ReceiveActor
    {
        public Mourner(IActorRef target, List<object> deaths)
        {
            Context.Watch(target);
            Receive<Terminated>(deaths.Add);
        }
    }
}
