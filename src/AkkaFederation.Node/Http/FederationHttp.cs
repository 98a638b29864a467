using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using AkkaFederation.Identity;
using AkkaFederation.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AkkaFederation.Node.Http;

/// <summary>
/// What a node serves over HTTPS: Kestrel under TLS 1.3, with the certificates and the policy of the connections between
/// nodes. Whatever comes in passes <see cref="RequestGuard"/> before it reaches a route, and no route is open to those
/// without a certificate that this node trusts.
/// </summary>
internal sealed class FederationHttp : IAsyncDisposable
{
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(2);
    private readonly WebApplication _app;

    private FederationHttp(WebApplication app) => _app = app;

    /// <summary><c>https://host:port</c> as it listens.</summary>
    public string Url => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    internal IServiceProvider Services => _app.Services;

    /// <summary>Starts serving; null where the configuration does not ask for it.</summary>
    /// <exception cref="FederationStartException">The address cannot be listened on.</exception>
    public static async Task<FederationHttp?> StartAsync(Federation federation, ILoggerFactory logging, CancellationToken ct)
    {
        var settings = federation.Settings.Http;
        if (!settings.Enabled) return null;
        var identity = federation.Runtime.Https ?? throw new FederationStartException("This node has no certificate to serve HTTPS with.");
        var app = Build(federation, settings, identity, logging);
        try
        {
            await app.StartAsync(ct);
            return new FederationHttp(app);
        }
        catch (Exception e) when (e is IOException or SocketException or InvalidOperationException)
        {
            await app.DisposeAsync();
            throw new FederationStartException(
                string.Create(CultureInfo.InvariantCulture, $"Cannot serve HTTPS on {settings.Host}:{settings.Port}: {Explain(e)}"), FederationStartException.UsageExitCode, e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(StopTimeout);
        await _app.StopAsync(limit.Token);
        await _app.DisposeAsync();
    }

    private static WebApplication Build(Federation federation, HttpSettings settings, HttpsIdentity identity, ILoggerFactory logging)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "fed" });
        builder.Services.AddSingleton(logging);
        builder.Services.AddRoutingCore();
        builder.Services.AddRequestTimeouts(o => o.DefaultPolicy = new RequestTimeoutPolicy { Timeout = settings.RequestTimeout });
        builder.Services.AddRateLimiter(o => RateLimits.Configure(o, settings));
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => Configure(kestrel, settings, identity));
        var app = builder.Build();
        var guard = new RequestGuard(identity, HostNames.Of(federation.Settings));
        app.Use(guard.InvokeAsync);
        app.UseRouting();
        app.UseRateLimiter();
        app.UseRequestTimeouts();
        PeerRoutes.Map(app, federation);
        app.UseEndpoints(_ => { });
        app.Run(context => HttpErrors.WriteAsync(context, StatusCodes.Status404NotFound, "no such resource"));
        return app;
    }

    private static void Configure(KestrelServerOptions kestrel, HttpSettings settings, HttpsIdentity identity)
    {
        kestrel.AddServerHeader = false;
        kestrel.AllowSynchronousIO = false;
        var limits = kestrel.Limits;
        limits.MaxConcurrentConnections = settings.MaxConnections;
        limits.MaxConcurrentUpgradedConnections = 0;
        limits.MaxRequestBodySize = 0;
        limits.MaxRequestBufferSize = 64 << 10;
        limits.MaxRequestLineSize = 4 << 10;
        limits.MaxRequestHeadersTotalSize = 16 << 10;
        limits.MaxRequestHeaderCount = 64;
        limits.RequestHeadersTimeout = HandshakeTimeout;
        limits.KeepAliveTimeout = IdleTimeout;
        kestrel.Listen(EndPointOf(settings), listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.UseHttps(https =>
            {
                https.SslProtocols = SslProtocols.Tls13;
                https.HandshakeTimeout = HandshakeTimeout;
                https.ServerCertificateSelector = (_, _) => identity.Certificate;
                https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
                https.CheckCertificateRevocation = false;
                https.ClientCertificateValidation = (certificate, _, _) => identity.TryAuthenticate(certificate, CertificateRole.Client, out _, out _);
            });
        });
    }

    private static IPEndPoint EndPointOf(HttpSettings settings)
    {
        if (IPAddress.TryParse(settings.Host, out var address)) return new IPEndPoint(address, settings.Port);
        try
        {
            return new IPEndPoint(Dns.GetHostAddresses(settings.Host).First(), settings.Port);
        }
        catch (Exception e) when (e is SocketException or InvalidOperationException)
        {
            throw new FederationStartException($"Cannot serve HTTPS on '{settings.Host}': no such host; set federation.http.host.", FederationStartException.UsageExitCode, e);
        }
    }

    private static string Explain(Exception error)
    {
        for (Exception? cause = error; cause is not null; cause = cause.InnerException)
        {
            if (cause is Microsoft.AspNetCore.Connections.AddressInUseException) return "the port is in use; stop the other program or set federation.http.port";
            if (cause is not SocketException socket) continue;
            return socket.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => "the port is in use; stop the other program or set federation.http.port",
                SocketError.AddressNotAvailable => "this machine has no such address; set federation.http.host",
                SocketError.AccessDenied => "not permitted; ports below 1024 need a privilege",
                _ => socket.Message,
            };
        }

        return error.Message;
    }
}
