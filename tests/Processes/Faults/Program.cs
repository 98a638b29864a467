namespace Processes.Faults;

/// <summary>What runs if this project is started as a program: the witness, in a host of its own.</summary>
internal static class Program
{
    public static Task<int> Main(string[] arguments) => arguments is [Witness.Verb, var address, var identity, var cluster]
        ? Witness.RunAsync(address, identity, cluster, Console.In, Console.Out)
        : Task.FromResult(2);
}
