using AkkaFederation.Node.Cli;

using var signals = new TerminationSignals();
return await FedCli.RunAsync(args, CliIo.FromConsole(), signals.Token);
