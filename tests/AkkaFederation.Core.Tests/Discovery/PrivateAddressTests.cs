using System.Net;
using AkkaFederation.Discovery;

namespace AkkaFederation.Core.Tests.Discovery;

public sealed class PrivateAddressTests
{
    [Theory]
    [InlineData("10.1.2.3", "10.1.2.3 100.64.0.1 fd00::1 169.254.1.1 8.8.8.8")]
    [InlineData("172.31.255.1", "8.8.8.8 172.32.0.1 172.31.255.1")]
    [InlineData("100.64.0.1", "169.254.1.1 fd00::1 100.64.0.1 192.169.0.1")]
    [InlineData("fd00::1", "2001:db8::1 169.254.1.1 fd00::1")]
    [InlineData("169.254.1.1", "169.254.1.1 8.8.8.8 100.128.0.1")]
    [InlineData("127.0.0.1", "8.8.8.8 2001:db8::1 fe80::1 172.15.0.1")]
    [InlineData("127.0.0.1", "")]
    public void A_private_address_in_the_documented_order_else_loopback_never_a_public_one(string chosen, string machine)
    {
        var candidates = machine.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select((a, i) => new PrivateAddress.Candidate(IPAddress.Parse(a), i, false)).ToArray();
        Assert.Equal(IPAddress.Parse(chosen), PrivateAddress.Choose(candidates));
        Assert.Equal(IPAddress.Parse(chosen), PrivateAddress.Choose(candidates.AsEnumerable().Reverse()));
    }

    [Fact]
    public void Among_equals_the_interface_that_leads_on_is_taken()
    {
        var bridge = new PrivateAddress.Candidate(IPAddress.Parse("172.17.0.1"), 1, HasGateway: false);
        var card = new PrivateAddress.Candidate(IPAddress.Parse("192.168.1.5"), 2, HasGateway: true);
        Assert.Equal(card.Address, PrivateAddress.Choose([bridge, card]));
    }
}
