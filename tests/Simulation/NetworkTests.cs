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
    private readonly Dictionary<string, List<int>> _atRoom = new() { ["here"] = [], ["there"] = [] };
    private readonly IActorRef _remote;

    public NetworkTests()
    {
        _network = new SimulatedNetwork(_loop) { DatagramRooms = ["/user/room"] };
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

    [Fact]
    public void Lost_messages_are_those_of_rooms_one_way_and_no_others()
    {
        _network.Expose("here", "there", new LinkWeather(1, 0, 0, TimeSpan.Zero));
        var (here, there) = Rooms();
        SendFrom(1, 50);
        Between(_here, here, "there", 50);
        Between(_there, there, "here", 50);
        Run(1);
        Assert.Equal(50, _received.Count);
        Assert.Empty(_atRoom["there"]);
        Assert.Equal(Enumerable.Range(1, 50), _atRoom["here"]);
        _network.Heal();
        Between(_here, here, "there", 10);
        Run(1);
        Assert.Equal(Enumerable.Range(1, 10), _atRoom["there"]);
    }

    [Fact]
    public void Doubled_and_overtaken_messages_are_those_of_rooms_and_no_others()
    {
        _network.Expose("here", "there", new LinkWeather(0, 0.3, 0.3, TimeSpan.FromMilliseconds(20)));
        var (here, _) = Rooms();
        SendFrom(1, 200);
        Between(_here, here, "there", 200);
        Run(1);
        Assert.Equal(Enumerable.Range(1, 200).Cast<object>(), _received);
        Assert.Equal(Enumerable.Range(1, 200), _atRoom["there"].Distinct().Order());
        Assert.InRange(_atRoom["there"].Count, 230, 290);
        Assert.NotEqual(_atRoom["there"].Order(), _atRoom["there"]);
    }

    [Fact]
    public void Watching_an_actor_in_a_room_is_no_datagram()
    {
        _network.Expose("here", "there", new LinkWeather(1, 0, 0, TimeSpan.Zero));
        _network.Expose("there", "here", new LinkWeather(1, 0, 0, TimeSpan.Zero));
        var (_, there) = Rooms();
        var deaths = new List<object>();
        var target = _here.Resolve("there", "/user/room");
        _here.Do(s => s.ActorOf(Props.Create(() => new Mourner(target, deaths))));
        Run(20);
        Assert.Empty(deaths);
        _there.Do(s =>
        {
            s.Stop(there);
            return 0;
        });
        Run(1);
        Assert.Single(deaths);
    }

    private (IActorRef Here, IActorRef There) Rooms()
    {
        var (here, there) = (_atRoom["here"], _atRoom["there"]);
        return (
            _here.Do(s => s.ActorOf(Props.Create(() => new Room(here)), "room")),
            _there.Do(s => s.ActorOf(Props.Create(() => new Room(there)), "room")));
    }

    private static void Between(SimulatedSystem from, IActorRef room, string to, int count)
    {
        var target = from.Resolve(to, "/user/room");
        from.Do(_ =>
        {
            for (var i = 1; i <= count; i++) target.Tell(i, room);
            return 0;
        });
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

    private sealed class Room : ReceiveActor
    {
        public Room(List<int> received) => Receive<int>(received.Add);
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
