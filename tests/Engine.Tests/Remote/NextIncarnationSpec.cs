using Akka.Actor;

namespace AkkaFederation.Engine.Remote.Tests;

/// <summary>A path without a uid means a name, not an actor. Akka.NET may keep to the first actor it found (docs/engines.md).</summary>
public sealed class NextIncarnationSpec : IDisposable
{
    private readonly TestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task A_reference_without_a_uid_reaches_whoever_has_the_name()
    {
        await using var here = new SystemNode(_authority, "here");
        await using var there = new SystemNode(_authority, "there");
        var (mail, births) = (here.Mail("mail"), there.Mail("births"));
        there.System.ActorOf(Props.Create(() => new Cradle(births.Ref)), "cradle");
        Assert.Equal("born", await births.NextAsync<string>());
        var actor = here.Resolve(there.Address, "/user/cradle/echo");
        actor.Tell("to the first", mail.Ref);
        Assert.Equal("to the first", await mail.NextAsync<string>());

        actor.Tell(PoisonPill.Instance);
        Assert.Equal("born", await births.NextAsync<string>());
        actor.Tell("to the second", mail.Ref);
        Assert.Equal("to the second", await mail.NextAsync<string>());
    }

    /// <summary>Has a child of one name, always.</summary>
    private sealed class Cradle : UntypedActor
    {
        private readonly IActorRef _births;

        public Cradle(IActorRef births)
        {
            _births = births;
            Bear();
        }

        protected override void OnReceive(object message) => Bear();

        private void Bear()
        {
            Context.Watch(Context.ActorOf(Props.Create(() => new Echo()), "echo"));
            _births.Tell("born");
        }
    }

    private sealed class Echo : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(message);
    }
}
