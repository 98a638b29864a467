using Akka.Actor;
using AkkaFederation.Node.Cli;

namespace AkkaFederation.Node.Bench;

/// <summary>
/// The other process of <see cref="MessagingBench"/>: says where it listens and stops when its standard input closes, which
/// it does however the parent ends.
/// </summary>
internal static class MessagingEcho
{
    public const string Role = "echo";
    public const string ListeningPrefix = "listening ";

    public static async Task RunAsync(string folder, CliIo io, TextReader parent, CancellationToken stop)
    {
        var system = MessagingSystem.Start(MessagingSystem.EchoName, folder);
        try
        {
            system.ActorOf(Props.Create<MessagingCounter>(), MessagingSystem.Counter);
            system.ActorOf(Props.Create<MessagingEchoActor>(), MessagingSystem.Echo);
            await io.Out.WriteLineAsync(ListeningPrefix + ((ExtendedActorSystem)system).Provider.DefaultAddress);
            await io.Out.FlushAsync(stop);
            while (await parent.ReadLineAsync(stop) is not null)
                continue;
        }
        finally
        {
            await system.Terminate();
        }
    }
}
