using Akka.Actor;

namespace AkkaFederation.Engine.Remote.Tests;

/// <summary>A system that ends without a word and begins again on its port: M7, no restart of anybody else is needed.</summary>
public sealed class PeerRestartSpec : IDisposable
{
    private readonly TestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task Watchers_of_the_old_incarnation_are_told_and_the_new_one_can_be_talked_to_and_watched()
    {
        await using var node = new SystemNode(_authority, "node");
        var mail = node.Mail("mail");
        var first = new SystemNode(_authority, "peer");
        var port = first.Address.Port!.Value;
        var old = first.Mail("actor");
        var actor = node.Resolve(first.Address, "/user/actor");
        node.System.ActorOf(Props.Create(() => new Watching(actor, mail.Ref)), "first-watch");
        actor.Tell("hello", mail.Ref);
        await old.NextAsync();

        // The transport alone ends, as in a crash: no actor stops, no notice of a death is sent.
        await ((Akka.Remote.RemoteActorRefProvider)((ExtendedActorSystem)first.System).Provider).ShutdownAsync();
        await using var second = new SystemNode(_authority, "peer", $"akka.remote.dot-netty.tcp.port = {port}");
        Assert.Equal(first.Address, second.Address);
        var reborn = second.Mail("actor");

        // Whatever goes there now shows who answers.
        actor.Tell("are you new?", mail.Ref);
        Assert.True((await mail.NextAsync<Death>()).AddressTerminated);
        Assert.Equal("are you new?", await reborn.NextAsync<string>());
        node.System.ActorOf(Props.Create(() => new Watching(actor, mail.Ref)), "second-watch");
        reborn.Ref.Tell(PoisonPill.Instance);
        Assert.False((await mail.NextAsync<Death>()).AddressTerminated);
        await first.DisposeAsync();
    }
}
