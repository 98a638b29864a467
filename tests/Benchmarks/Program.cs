using AkkaFederation.Node.Cli;
using AkkaFederation.Node.Hosting;
using Benchmarks;

// The client of etcd has what ours has.
SocketThreads.HandleInPlace();
using var signals = new TerminationSignals();
try
{
    return args switch
    {
        ["etcd", .. var rest] => await EtcdProgram.RunAsync(rest, signals.Token),
        ["summary", .. var rest] => Summary.Print(rest),
        _ => throw FedException.Input("usage: Benchmarks etcd [--clients 1,16,64,256] [--payload 256] [--seconds 5] | Benchmarks summary [--json] NAME=FILE…; compare-etcd.sh calls both."),
    };
}
catch (FedException failure)
{
    Console.Error.WriteLine($"Benchmarks: {failure.Message}");
    return failure.ExitCode;
}
catch (OperationCanceledException) when (signals.Token.IsCancellationRequested)
{
    return ExitCode.Interrupted;
}
