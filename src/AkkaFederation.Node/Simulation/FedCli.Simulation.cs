using System.CommandLine;
using AkkaFederation.Node.Bench.Membership;
using AkkaFederation.Node.Simulation;

namespace AkkaFederation.Node.Cli;

/// <content>Left out of builds whose engine cannot be simulated.</content>
internal static partial class FedCli
{
    static partial void AddSimulation(RootCommand root, CliIo io) => root.Add(SimCommand.Create(io));
}

/// <content>Left out of builds whose engine cannot be simulated.</content>
internal static partial class BenchCommand
{
    static partial void AddSimulation(Command bench, CliIo io)
    {
        bench.Add(SimBenchCommand.Create(io));
        bench.Add(MembershipBenchCommand.Create(io));
    }
}
