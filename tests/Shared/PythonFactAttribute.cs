using System.ComponentModel;
using System.Diagnostics;

namespace Tests.Shared;

/// <summary>A test that runs the independent verifier, where the machine has what it needs.</summary>
internal sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute() => Skip = Missing();

    private static string? Missing()
    {
        if (!Runs("python3", "--version"))
            return "python3 is not installed: the independent verifier was not run";
        return Runs("openssl", "version") ? null : "the openssl command is not installed: the independent verifier was not run";
    }

    private static bool Runs(string program, string argument)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, argument) { RedirectStandardOutput = true, RedirectStandardError = true });
            process!.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
