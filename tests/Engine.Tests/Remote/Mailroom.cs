using System.Threading.Channels;
using Akka.Actor;

namespace AkkaFederation.Engine.Remote.Tests;

/// <summary>An actor whose mail the test reads, each message with its sender.</summary>
internal sealed class Mailroom
{
    private readonly Channel<(object Message, IActorRef Sender)> _mail = Channel.CreateUnbounded<(object, IActorRef)>();

    public Mailroom(ActorSystem system, string name)
    {
        var writer = _mail.Writer;
        Ref = system.ActorOf(Props.Create(() => new Clerk(writer)), name);
    }

    public IActorRef Ref { get; }

    public async Task<(object Message, IActorRef Sender)> NextAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        return await _mail.Reader.ReadAsync(limit.Token);
    }

    public async Task<T> NextAsync<T>() => Assert.IsType<T>((await NextAsync()).Message);

    private sealed class Clerk : UntypedActor
    {
        private readonly ChannelWriter<(object, IActorRef)> _mail;

        public Clerk(ChannelWriter<(object, IActorRef)> mail) => _mail = mail;

        protected override void OnReceive(object message) => _mail.TryWrite((message, Sender));
    }
}
