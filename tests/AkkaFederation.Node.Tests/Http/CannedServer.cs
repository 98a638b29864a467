using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace AkkaFederation.Node.Tests.Http;

/// <summary>A seed that shows a certificate and says what a test wants, whatever it is asked; without a certificate it speaks no TLS.</summary>
internal sealed class CannedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2? _certificate;
    private readonly byte[] _answer;
    private readonly bool _endless;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _served = new(0);
    private readonly Task _serving;

    public CannedServer(X509Certificate2? certificate, string answer, bool endless = false)
    {
        _certificate = certificate;
        _answer = Encoding.UTF8.GetBytes(answer);
        _endless = endless;
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Url => $"https://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public static string Ok(string body) => $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";

    /// <summary>Completes after so many further connections.</summary>
    public async Task WhenServed(int times)
    {
        for (var i = 0; i < times; i++) Assert.True(await _served.WaitAsync(HttpNodes.Patience));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                try
                {
                    await AnswerAsync(client.GetStream());
                }
                catch (Exception e) when (e is IOException or AuthenticationException)
                {
                    // It has hung up, which is what most of these tests are about.
                }

                _served.Release();
            }
        }
        catch (Exception e) when (_stop.IsCancellationRequested && e is (OperationCanceledException or SocketException or InvalidOperationException))
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(Stream stream)
    {
        if (_certificate is not null)
        {
            var tls = new SslStream(stream);
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
            {
                ServerCertificate = _certificate,
                ClientCertificateRequired = true,
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
                EnabledSslProtocols = SslProtocols.Tls13,
            }, _stop.Token);
            stream = tls;
        }

        var head = new byte[8192];
        if (await stream.ReadAsync(head, _stop.Token) == 0) return;
        do await stream.WriteAsync(_answer, _stop.Token);
        while (_endless);
        await stream.FlushAsync(_stop.Token);
        if (stream is SslStream over) await over.ShutdownAsync();
    }
}
