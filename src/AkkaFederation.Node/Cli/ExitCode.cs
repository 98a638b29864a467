namespace AkkaFederation.Node.Cli;

/// <summary>What <c>fed</c> answers to the shell. Printed by <c>fed --help</c>; part of the contract with scripts.</summary>
internal static class ExitCode
{
    /// <summary>Done, and everything that was checked holds. Also a node that was asked to stop.</summary>
    public const int Ok = 0;

    /// <summary>The command ran, and a check failed: a certificate, a log, a demonstration.</summary>
    public const int CheckFailed = 1;

    /// <summary>Nothing was started: arguments, files, keys, configuration, a port in use, a database that is not ours.</summary>
    public const int BadInput = 2;

    /// <summary>It broke while running: a process died, no leader in time, a disk that no longer writes.</summary>
    public const int Failed = 3;

    /// <summary>Stopped by Ctrl-C or SIGTERM before the work was done; nothing is left running.</summary>
    public const int Interrupted = 130;

    public const string Help =
        """
        Exit codes:
          0    done, and every check holds (also: a node that was asked to stop)
          1    a check failed (a certificate, a log, a demonstration)
          2    usage or input: arguments, files, keys, configuration, a port in use, a foreign or corrupt database
          3    broke while running (a process died, no leader in time, the disk no longer writes)
          130  interrupted by Ctrl-C or SIGTERM before the work was done
        """;
}
