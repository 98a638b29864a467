using System.Net;
using System.Net.Sockets;
using AkkaFederation.Node.Local;

namespace AkkaFederation.Node.Tests.Local;

public sealed class FreePortsTests
{
    [Fact]
    public void Ports_are_distinct_and_below_the_range_of_outgoing_connections()
    {
        var ports = FreePorts.Pick(8);
        Assert.Equal(8, ports.Distinct().Count());
        Assert.All(ports, p => Assert.InRange(p, 20000, 60000));
    }

    [Fact]
    public void A_port_in_use_is_not_free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Assert.False(FreePorts.IsFree(((IPEndPoint)listener.LocalEndpoint).Port));
    }
}
