using AkkaFederation.Node.Cli;
using AkkaFederation.Node.Hosting;

SocketThreads.HandleInPlace();
using var signals = new TerminationSignals();
return await FedCli.RunAsync(args, CliIo.FromConsole(), signals.Token);
