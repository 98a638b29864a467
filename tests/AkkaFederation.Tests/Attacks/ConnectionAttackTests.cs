#if !ENGINE_AKKANET
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Akka.Actor;
using AkkaFederation.Identity;
using AkkaFederation.Membership;
using AkkaFederation.Tests.Identity;
using AkkaFederation.Wire;
using Google.Protobuf;

namespace AkkaFederation.Tests.Attacks;

/// <summary>Attacks on the port of a whole node, over real sockets (A1 to A5, A7 to A11, A13, A14, A24, A29).</summary>
[Collection(AttackCollection.Name)]
public sealed class ConnectionAttackTests(NodeUnderAttack node) : IClassFixture<NodeUnderAttack>
{
    private static readonly NodeCertificateTemplate Template = new() { CommonName = "hostile" };

    [Fact]
    public async Task A1_no_client_certificate()
    {
        await node.BeginAsync();
        using var peer = await RawConnection.TlsAsync(node.Port, certificate: null);
        Assert.Null(await peer.ReadTypeAsync());
        await node.AssertUnharmedAsync("no-client-certificate");
    }

    [Fact]
    public async Task A2_wrong_ca()
    {
        using var foreign = new TestIdentity("test CA");
        foreign.Add("hostile");
        await RefusedAsync(NodeUnderAttack.CertificateOf(foreign, "hostile"), CertificateReasons.ForeignCa);
    }

    [Fact]
    public Task A3_expired() => RefusedAsync(Certificate(Template, TestIdentity.Now.AddDays(-2)), CertificateReasons.Expired);

    [Fact]
    public Task A4_not_yet_valid() => RefusedAsync(Certificate(Template, TestIdentity.Now.AddDays(2)), CertificateReasons.NotYetValid);

    [Fact]
    public Task A5_wrong_extended_key_usage() =>
        RefusedAsync(Certificate(Template with { ServerUse = false, ClientUse = false, OtherUses = ["1.3.6.1.5.5.7.3.3"] }), CertificateReasons.WrongRole);

    [Fact]
    public Task A5_no_extended_key_usage_at_all() =>
        RefusedAsync(Certificate(Template with { ServerUse = false, ClientUse = false }), CertificateReasons.WrongRole);

    [Fact]
    public Task A7_the_certificate_of_one_did_names_another() =>
        RefusedAsync(Certificate(Template with { Uris = [EcdsaP256Signer.Generate().Id.Value] }), CertificateReasons.DidMismatch);

    [Fact]
    public async Task A7_a_proven_peer_that_speaks_as_another_is_refused_by_membership()
    {
        var victim = EcdsaP256Signer.Generate().Id;
        var certificate = Certificate(Template);
        await node.BeginAsync();
        using var peer = await RawConnection.AcceptedAsync(node.Port, certificate);
        var datagram = new MembershipDatagram(victim, new News());

        var before = await RefusalsAsync(MembershipRefusal.OriginMismatch);
        await SendToMembership(peer, node.Wire.ManifestOf(datagram), node.Wire.Encode(datagram));

        await Eventually(async () => await RefusalsAsync(MembershipRefusal.OriginMismatch) == before + 1);
        node.AssertSame(await node.StatusAsync());
    }

    [Fact]
    public Task A8_two_uri_sans()
    {
        var certificate = Certificate(Template with { Uris = ["did:key:a", "did:key:b"] });
        return RefusedAsync(certificate, CertificateReasons.ManyUriSans);
    }

    [Fact]
    public Task A9_a_valid_certificate_in_the_wrong_role() => RefusedAsync(Certificate(Template with { ClientUse = false }), CertificateReasons.WrongRole);

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    public async Task A10_tls_1_2_and_below(SslProtocols protocol)
    {
        var certificate = Certificate(Template);
        await node.BeginAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => RawConnection.TlsAsync(node.Port, certificate, protocol));
        await node.AssertUnharmedAsync("tls-version");
    }

    [Theory]
    [InlineData("GET /federation/peers HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("hello, let me in\n")]
    public async Task A11_plaintext_and_http_on_the_tls_port(string text)
    {
        await node.BeginAsync();
        using var peer = await RawConnection.PlainAsync(node.Port);
        await peer.SendAsync(System.Text.Encoding.ASCII.GetBytes(text));
        Assert.Null(await peer.ReadTypeAsync());
        await node.AssertUnharmedAsync("plaintext");
    }

    [Fact]
    public async Task A13_frame_length_of_two_to_the_31_minus_1()
    {
        var certificate = Certificate(Template);
        await node.BeginAsync();
        using var peer = await RawConnection.AcceptedAsync(node.Port, certificate);
        var allocated = GC.GetTotalAllocatedBytes();
        await peer.SendAsync([0x7F, 0xFF, 0xFF, 0xFF, RawConnection.Messages, 1, 2, 3]);
        Assert.Null(await peer.ReadTypeAsync());
        Assert.InRange(GC.GetTotalAllocatedBytes() - allocated, 0, 64 << 20);
        await node.AssertUnharmedAsync("frame-too-long");
    }

    [Theory]
    [InlineData(new byte[] { 0x22, 0xFF, 0xFF, 0xFF, 0xFF, 0x07 })]
    [InlineData(new byte[] { 0x22, 0x06, 0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x07 })]
    public async Task A14_item_count_of_two_to_the_31_minus_1(byte[] body)
    {
        var certificate = Certificate(Template);
        var manifest = node.Wire.ManifestOf(new MembershipDatagram(node.Federation.Self, new News()));
        await node.BeginAsync();
        using var peer = await RawConnection.AcceptedAsync(node.Port, certificate);
        var allocated = GC.GetTotalAllocatedBytes();
        await SendToMembership(peer, manifest, new AkkaFederation.Wire.Envelope { SchemaVersion = 1, ClusterId = "test", Manifest = manifest, Body = ByteString.CopyFrom(body) }.ToByteArray());
        await node.AssertUnharmedAsync("malformed-message");
        Assert.Equal(1, node.NewWireRefusals);
        Assert.InRange(GC.GetTotalAllocatedBytes() - allocated, 0, 64 << 20);
    }

    [Theory]
    [InlineData("no-such-message")]
    [InlineData("System.Diagnostics.Process, System.Diagnostics.Process")]
    [InlineData("AkkaFederation.Membership.MembershipDatagram, AkkaFederation")]
    public async Task A24_unknown_manifests_and_type_names_instantiate_nothing(string manifest)
    {
        var certificate = Certificate(Template);
        await node.BeginAsync();
        var loaded = AppDomain.CurrentDomain.GetAssemblies().Length;
        using var peer = await RawConnection.AcceptedAsync(node.Port, certificate);
        await SendToMembership(peer, manifest, [1, 2, 3]);
        await node.AssertUnharmedAsync("unknown-manifest");
        Assert.Equal(1, node.NewWireRefusals);
        Assert.InRange(AppDomain.CurrentDomain.GetAssemblies().Length - loaded, 0, 2);
    }

    [Fact]
    public async Task A24_a_serializer_that_is_not_known_ends_the_connection()
    {
        var certificate = Certificate(Template);
        await node.BeginAsync();
        using var peer = await RawConnection.AcceptedAsync(node.Port, certificate);
        await peer.SendMessageAsync("/user/federation/membership", 4242, "x", [1]);
        Assert.Null(await peer.ReadTypeAsync());
        await node.AssertUnharmedAsync("unknown-serializer");
    }

    [Theory]
    [InlineData("fed\r\n2026-11-20 INFO all is well")]
    [InlineData("\u001b[2J\u001b[31mfed")]
    public async Task A29_control_characters_in_a_claimed_name_are_refused(string name)
    {
        var certificate = Certificate(Template);
        await node.BeginAsync();
        using var peer = await RawConnection.TlsAsync(node.Port, certificate);
        await peer.SendHelloAsync(name);
        await node.AssertUnharmedAsync("bad-hello");
        AssertLogIsClean();
    }

    [Fact]
    public async Task A29_marks_that_reverse_the_writing_or_break_lines_are_escaped_in_the_log()
    {
        var certificate = Certificate(Template);
        await node.BeginAsync();
        using var peer = await RawConnection.AcceptedAsync(node.Port, certificate);
        await SendToMembership(peer, "evil\u202egnol\u2028next", [1]);
        await node.AssertUnharmedAsync("unknown-manifest");
        AssertLogIsClean();
    }

    [Fact]
    public async Task A_refusal_is_logged_under_the_class_that_refuses_and_without_secrets()
    {
        await node.BeginAsync();
        using var foreign = new TestIdentity();
        foreign.Add("hostile");
        using (var peer = await RawConnection.TlsAsync(node.Port, NodeUnderAttack.CertificateOf(foreign, "hostile"))) await peer.ReadTypeAsync();
        await node.AssertUnharmedAsync(CertificateReasons.ForeignCa);

        await Eventually(() => Task.FromResult(node.Log.Lines.Any(l => l.Text.Contains("refused (", StringComparison.Ordinal))));
        Assert.All(node.Log.Lines.Where(l => l.Text.Contains("refused (", StringComparison.Ordinal)), l => Assert.EndsWith(".RemoteEndpoint", l.Category, StringComparison.Ordinal));
        var key = File.ReadAllLines(node.Files.KeyPath("node"))[1];
        Assert.DoesNotContain(node.Log.Lines, l => l.Text.Contains(key, StringComparison.Ordinal) || l.Text.Contains("PRIVATE KEY", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_message_of_another_cluster_is_refused_by_its_name()
    {
        var certificate = Certificate(Template);
        var manifest = node.Wire.ManifestOf(new MembershipDatagram(node.Federation.Self, new News()));
        var foreign = new WireRegistry("another", WireModules.All).Encode(new MembershipDatagram(node.Federation.Self, new News()));
        await node.BeginAsync();
        using var peer = await RawConnection.AcceptedAsync(node.Port, certificate);
        await SendToMembership(peer, manifest, foreign);
        await node.AssertUnharmedAsync("foreign-cluster");
    }

    private async Task RefusedAsync(X509Certificate2 certificate, string reason)
    {
        await node.BeginAsync();
        using var peer = await RawConnection.TlsAsync(node.Port, certificate);
        await peer.SendHelloAsync("federation");
        Assert.NotEqual((byte)2, await peer.ReadTypeAsync());
        await node.AssertUnharmedAsync(reason);
    }

    private X509Certificate2 Certificate(NodeCertificateTemplate template, DateTimeOffset? from = null)
    {
        node.Files.Add("hostile", template, from);
        return node.Certificate("hostile");
    }

    private static Task SendToMembership(RawConnection peer, string manifest, byte[] payload) =>
        peer.SendMessageAsync("/user/federation/membership", FederationSerializer.Id, manifest, payload, sender: "/user/federation/membership");

    private async Task<long> RefusalsAsync(MembershipRefusal reason)
    {
        var membership = node.System.ActorSelection("/user/federation/membership");
        var report = await membership.Ask<MembershipReport>(GetMembership.Instance, NodeUnderAttack.Patience);
        return report.Refusals.First(r => r.Key == reason).Value;
    }

    // Each look waits for an answer of the node, so this is no busy loop without an end.
    private static async Task Eventually(Func<Task<bool>> holds)
    {
        using var limit = new CancellationTokenSource(NodeUnderAttack.Patience);
        while (!await holds()) limit.Token.ThrowIfCancellationRequested();
    }

    private void AssertLogIsClean() =>
        Assert.DoesNotContain(node.Log.Lines, l => l.Text.Split(Environment.NewLine)[0].Any(c => char.IsControl(c) || c is '\u2028' or '\u202e'));
}
#endif
