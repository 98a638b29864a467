using System.Net;
using System.Net.Sockets;

namespace AkkaFederation.Node.Local;

/// <summary>
/// Ports of the loopback address that nobody listens on, below the range from which the system takes ports for outgoing
/// connections, so that none is taken between the test and its use by mere chance.
/// </summary>
internal static class FreePorts
{
    private const int Lowest = 20000;
    private const int Tries = 2000;

    public static int[] Pick(int count)
    {
        var highest = EphemeralStart();
        var held = new List<TcpListener>();
        try
        {
            for (var i = 0; held.Count < count && i < Tries; i++)
            {
                if (TryBind(Random.Shared.Next(Lowest, highest)) is { } listener)
                    held.Add(listener);
            }
            return held.Count == count
                ? [.. held.Select(l => ((IPEndPoint)l.LocalEndpoint).Port)]
                : throw Cli.FedException.Failed($"no {count} free ports between {Lowest} and {highest} on 127.0.0.1.");
        }
        finally
        {
            held.ForEach(l => l.Dispose());
        }
    }

    public static bool IsFree(int port)
    {
        using var listener = TryBind(port);
        return listener is not null;
    }

    private static TcpListener? TryBind(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port) { ExclusiveAddressUse = true };
        try
        {
            listener.Start();
            return listener;
        }
        catch (SocketException)
        {
            listener.Dispose();
            return null;
        }
    }

    private static int EphemeralStart()
    {
        const string File = "/proc/sys/net/ipv4/ip_local_port_range";
        const int Usual = 32768;
        var text = System.IO.File.Exists(File) ? System.IO.File.ReadAllText(File) : "";
        return int.TryParse(text.Split('\t', ' ')[0], out var start) && start > Lowest + 1000 ? start : Usual;
    }
}
