using Akka.Actor;

namespace AkkaFederation.Engine.Remote.Tests;

/// <summary>Attack A7 and kin: who sent a message is what its connection proved, and nothing that the message says.</summary>
public sealed class RemoteIdentitySpec : IAsyncLifetime
{
    private readonly TestAuthority _authority = new();
    private readonly SystemNode _a;
    private readonly SystemNode _b;

    public RemoteIdentitySpec()
    {
        _a = new SystemNode(_authority, "a");
        _b = new SystemNode(_authority, "b");
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _a.DisposeAsync();
        await _b.DisposeAsync();
        _authority.Dispose();
    }

    [Fact]
    public async Task The_sender_of_a_message_has_the_identity_of_its_connection()
    {
        var mail = _b.Mail("mail");
        var sender = _a.Mail("sender");
        _a.Resolve(_b.Address, "/user/mail").Tell("hello", sender.Ref);
        var (_, from) = await mail.NextAsync();
        Assert.Equal("a", RemoteIdentity.Of(from));
        Assert.Equal(_a.Address, from.Path.Address);
        from.Tell("welcome", mail.Ref);
        var (answer, back) = await sender.NextAsync();
        Assert.Equal(("welcome", "b"), (answer, RemoteIdentity.Of(back)));
    }

    [Fact]
    public async Task Local_and_resolved_references_have_none()
    {
        var mail = _b.Mail("mail");
        mail.Ref.Tell("local", mail.Ref);
        Assert.Null(RemoteIdentity.Of((await mail.NextAsync()).Sender));
        Assert.Null(RemoteIdentity.Of(_b.Resolve(_a.Address, "/user/sender")));
        Assert.Null(RemoteIdentity.Of(ActorRefs.NoSender));
    }

    [Theory]
    [InlineData("a's address")]
    [InlineData("b's own address")]
    public async Task A_sender_elsewhere_than_at_the_peer_arrives_as_nobody(string kind)
    {
        var mail = _b.Mail("mail");
        var forged = (kind == "a's address" ? _a : _b).Address + "/user/mail";
        using var evil = await AcceptedAsync(_b);
        await evil.SendFrameAsync(FrameFormat.Messages, Frame("/user/mail", forged, "believe me"));
        var (message, sender) = await mail.NextAsync();
        Assert.Equal("believe me", message);
        Assert.Equal(_b.System.DeadLetters, sender);
        Assert.Equal(1, _b.Counters.RefusedFor(RefusalReasons.RelayedSender));
    }

    [Fact]
    public async Task A_peer_cannot_say_that_an_actor_of_another_has_died()
    {
        var mourner = _b.Mail("mourner");
        var victim = _a.Mail("victim");
        var watched = _b.Resolve(_a.Address, "/user/victim");
        _b.System.ActorOf(Props.Create(() => new Watching(watched, mourner.Ref)), "watching");
        watched.Tell("are you there?", mourner.Ref);
        await victim.NextAsync();

        using var evil = await AcceptedAsync(_b, _a.Address);
        var lie = PeerCommandCodec.Encode(new NumberedCommand(1, 1, new DeathCommand("/user/victim", "/user/watching", Existed: true)));
        await evil.SendFrameAsync(FrameFormat.Messages, CommandFrame(lie));
        await evil.AssertHungUpAsync();
        Assert.Equal(1, _b.Counters.RefusedFor(RefusalReasons.WrongAddress));

        victim.Ref.Tell(PoisonPill.Instance);
        Assert.Equal(new Death(ExistenceConfirmed: true, AddressTerminated: false), await mourner.NextAsync<Death>());
    }

    [Fact]
    public async Task Nobody_may_claim_to_be_at_our_own_address()
    {
        using var evil = await RawPeer.TlsAsync(_b.Address.Port!.Value, _authority.Issue("evil"));
        await evil.SendHelloAsync(_b.Address);
        Assert.Equal(FrameFormat.Refusal, await evil.ReadTypeAsync());
    }

    private Task<RawPeer> AcceptedAsync(SystemNode node, Address? claimed = null) =>
        RawPeer.AcceptedAsync(node.Address.Port!.Value, _authority.Issue("evil"), claimed ?? new Address("akka.ssl.tcp", "evil", "127.0.0.1", 9));

    /// <summary>One message: a string, by the primitive serializer.</summary>
    private static byte[] Frame(string recipient, string sender, string text)
    {
        using var buffer = new WireBuffer(256);
        buffer.WriteVarint(2);
        buffer.WriteText(recipient);
        buffer.WriteVarint(2);
        buffer.WriteText(sender);
        buffer.WriteVarint(17 << 1);
        buffer.WriteVarint(2);
        buffer.WriteText("S");
        buffer.WriteText(text);
        return buffer.Written.ToArray();
    }

    private static byte[] CommandFrame(byte[] command)
    {
        using var buffer = new WireBuffer(256);
        buffer.WriteVarint(2);
        buffer.WriteText(CommandRecipient.Path);
        buffer.WriteVarint(0);
        buffer.WriteVarint(uint.MaxValue);
        buffer.WriteVarint(0);
        buffer.WriteVarint((uint)command.Length);
        buffer.WriteBytes(command);
        return buffer.Written.ToArray();
    }
}
