using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Processes;

/// <summary>Whoever knocks at the federation port without what it takes is refused, counted by reason, and nobody else notices.</summary>
public sealed class RefusalTests(ServingNode node) : IClassFixture<ServingNode>
{
    [Fact]
    public async Task A11_plaintext_on_the_port_of_a_process()
    {
        using var socket = await ConnectAsync();
        var stream = socket.GetStream();
        await stream.WriteAsync("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());
        await AssertClosedAsync(stream);
        await AssertCountedAsync("plaintext");
    }

    [Fact]
    public async Task A10_tls_1_2_on_the_port_of_a_process()
    {
        await AssertNoSessionAsync(SslProtocols.Tls12, node.Certificate("client"));
        await AssertCountedAsync("tls-version");
    }

    [Fact]
    public async Task A1_no_client_certificate_on_the_port_of_a_process()
    {
        await AssertNoSessionAsync(SslProtocols.Tls13, certificate: null);
        await AssertCountedAsync("no-client-certificate");
    }

    [Fact]
    public async Task A2_a_certificate_of_a_foreign_ca_on_the_port_of_a_process()
    {
        await node.AssertDoesNotServeAsync(ServingNode.Foreign);
        await AssertCountedAsync("foreign-ca");
    }

    private async Task AssertCountedAsync(string reason)
    {
        await node.Process.ErrorLineAsync($"refused ({reason}, 1 times");
        await node.AssertServesAsync();
    }

    /// <summary>In TLS 1.3 a client learns only after its own handshake that it was refused: it must read nothing but the end.</summary>
    private async Task AssertNoSessionAsync(SslProtocols protocol, X509Certificate2? certificate)
    {
        using var socket = await ConnectAsync();
        await using var tls = new SslStream(socket.GetStream());
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = "node",
            EnabledSslProtocols = protocol,
            ClientCertificates = certificate is null ? [] : [certificate],
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
        };
        using var limit = new CancellationTokenSource(FedProcess.Patience);
        try
        {
            await tls.AuthenticateAsClientAsync(options, limit.Token);
            await AssertClosedAsync(tls);
        }
        catch (AuthenticationException)
        {
            Assert.False(tls.IsAuthenticated);
        }
        catch (IOException)
        {
            Assert.False(limit.IsCancellationRequested);
        }
    }

    private static async Task AssertClosedAsync(Stream stream)
    {
        using var limit = new CancellationTokenSource(FedProcess.Patience);
        try
        {
            Assert.Equal(0, await stream.ReadAsync(new byte[1], limit.Token));
        }
        catch (IOException e)
        {
            // A reset instead of an orderly end is as good a refusal.
            Assert.False(limit.IsCancellationRequested, e.Message);
        }
    }

    private async Task<TcpClient> ConnectAsync()
    {
        var socket = new TcpClient();
        await socket.ConnectAsync("127.0.0.1", node.Port);
        return socket;
    }
}
