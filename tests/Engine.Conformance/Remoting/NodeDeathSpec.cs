using Akka.Actor;

namespace Engine.Conformance.Remoting;

/// <summary>A node that dies says nothing: its silence must speak.</summary>
public sealed class NodeDeathSpec : Akka.TestKit.Xunit2.TestKit
{
    private static readonly int HerePort = Cable.FreePort();
    private static readonly Cable ToHere = new(HerePort);

    public NodeDeathSpec()
        : base(RemotingSettings.Create(HerePort, ToHere.Port), "here")
    {
    }

    [Fact]
    public async Task The_actors_of_a_node_that_dies_are_terminated_with_its_address_once()
    {
        var port = Cable.FreePort();
        using var cable = new Cable(port);
        var other = ActorSystem.Create("other", RemotingSettings.Create(port, cable.Port));
        try
        {
            other.ActorOf(Props.Create<Echo>(), "echo");
            var address = ((ExtendedActorSystem)other).Provider.DefaultAddress;
            Assert.Equal(cable.Port, address.Port);
            var found = await Sys.ActorSelection(address + "/user/echo").ResolveOne(RemainingOrDefault);
            var test = TestActor;
            var mourner = Sys.ActorOf(Props.Create(() => new Mourner(found, test)));
            found.Tell(4711, mourner);
            ExpectMsg(4711);

            cable.Pull();
            ToHere.Pull();
            Assert.True(ExpectMsg<(bool Existed, bool AddressTerminated)>(TimeSpan.FromSeconds(15)).AddressTerminated);
            ExpectNoMsg(TimeSpan.FromSeconds(1));
        }
        finally
        {
            Shutdown(other);
        }
    }
}
