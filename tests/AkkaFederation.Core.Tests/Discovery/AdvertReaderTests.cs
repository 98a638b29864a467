using System.Collections.Immutable;
using System.Net;
using AkkaFederation.Core.Tests.Membership;
using AkkaFederation.Discovery;

namespace AkkaFederation.Core.Tests.Discovery;

/// <summary>What is made of an advert: an address to knock at, or nothing.</summary>
public sealed class AdvertReaderTests
{
    private static readonly MdnsLink Link = new(new LinkId(1, false), "lan0", [new LinkAddress(IPAddress.Parse("203.0.113.5"), 24)]);
    private readonly AdvertReader _reader = new(TestKeys.Did(0), "lab");

    [Theory]
    [InlineData("akka.ssl.tcp://federation@10.0.0.1:2551")]
    [InlineData("akka.ssl.tcp://federation@[fd00::1]:2551")]
    [InlineData("akka.ssl.tcp://federation@203.0.113.77:1")]
    public void A_literal_address_that_is_private_or_on_the_link_is_a_hint(string endpoint) => Assert.Equal(endpoint, Read(endpoint, out _));

    [Theory]
    [InlineData("akka.ssl.tcp://federation@198.51.100.1:2551")]
    [InlineData("akka.ssl.tcp://federation@127.0.0.1:2551")]
    public void Nobody_is_sent_to_dial_strangers_or_oneself(string endpoint)
    {
        Assert.Null(Read(endpoint, out var refusal));
        Assert.Equal(MdnsRefusal.EndpointNotLocal, refusal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("akka.ssl.tcp://federation@example.org:2551")]
    [InlineData("akka.tcp://federation@10.0.0.1:2551")]
    [InlineData("akka.ssl.tcp://federation@10.0.0.1:2551/user/x")]
    [InlineData("akka.ssl.tcp://federation@10.0.0.1")]
    [InlineData("akka.ssl.tcp://fede\r\nration@10.0.0.1:2551")]
    [InlineData("akka.ssl.tcp://federation@010.0.0.1:2551")]
    public void What_is_no_address_of_an_actor_system_is_refused(string endpoint)
    {
        Assert.Null(Read(endpoint, out var refusal));
        Assert.Equal(MdnsRefusal.BadEndpoint, refusal);
    }

    [Fact]
    public void Loopback_counts_where_this_very_machine_advertises_it() =>
        Assert.NotNull(Read("akka.ssl.tcp://federation@127.0.0.1:2551", out _, sender: "203.0.113.5"));

    [Fact]
    public void Another_cluster_and_a_did_that_is_none_are_refused_and_the_own_advert_passed_over()
    {
        const string endpoint = "akka.ssl.tcp://federation@10.0.0.1:2551";
        Assert.Null(Read(endpoint, out var refusal, cluster: "another"));
        Assert.Equal(MdnsRefusal.ForeignCluster, refusal);
        Assert.Null(Read(endpoint, out refusal, did: "did:key:nobody"));
        Assert.Equal(MdnsRefusal.BadDid, refusal);
        Assert.Null(Read(endpoint, out refusal, did: TestKeys.Did(0).Value));
        Assert.Null(refusal);
    }

    private string? Read(string endpoint, out MdnsRefusal? refusal, string cluster = "lab", string? did = null, string sender = "203.0.113.9")
    {
        var text = ImmutableSortedDictionary<string, string>.Empty.Add("cluster", cluster).Add("did", did ?? TestKeys.Did(1).Value).Add("endpoint", endpoint);
        return _reader.Endpoint(new ServiceAdvert(MdnsNames.Service.Child("x"), DnsName.Of("x.local"), 1, text, [], Link, IPAddress.Parse(sender)), out refusal);
    }
}
