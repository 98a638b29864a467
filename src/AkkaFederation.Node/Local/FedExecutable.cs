using System.Diagnostics;

namespace AkkaFederation.Node.Local;

/// <summary>How this very program is started once more, whether it runs as <c>fed</c>, under <c>dotnet</c> or in a test host.</summary>
internal static class FedExecutable
{
    public static ProcessStartInfo StartInfo(params IEnumerable<string> arguments)
    {
        var library = typeof(FedExecutable).Assembly.Location;
        var self = Environment.ProcessPath;
        var isSelf = self is not null && Path.GetFileNameWithoutExtension(self) == "fed";
        var start = new ProcessStartInfo(isSelf ? self! : Host(self)) { UseShellExecute = false };
        if (!isSelf)
            start.ArgumentList.Add(library);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return start;
    }

    // A test host is started by `dotnet` too, but need not be it.
    private static string Host(string? self) => Path.GetFileNameWithoutExtension(self) == "dotnet"
        ? self!
        : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
}
