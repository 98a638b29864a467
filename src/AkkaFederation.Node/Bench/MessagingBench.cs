using System.Diagnostics;
using System.Security.Cryptography;
using Akka.Actor;
using AkkaFederation.Identity;
using AkkaFederation.Node.Cli;
using AkkaFederation.Node.Local;

namespace AkkaFederation.Node.Bench;

/// <summary>
/// Messages between two processes over mutual TLS 1.3: 64-byte payloads through a serializer, from actor to actor. One-way
/// counts what the receiver has confirmed; a round trip is one message there and back with nothing else under way. Warm-up
/// is not counted.
/// </summary>
internal sealed class MessagingBench(TimeSpan window)
{
    public const string Name = "messaging";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);

    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(2);

    /// <exception cref="FedException">The other process did not start, or failed while it was measured.</exception>
    public async Task<IReadOnlyList<BenchFigure>> RunAsync(CancellationToken stop)
    {
        var folder = Directory.CreateTempSubdirectory("fed-bench-");
        try
        {
            var identity = MakeIdentities(folder.FullName);
            var floor = await Floor.MeasureAsync(Name, folder.FullName, identity, stop);
            using var echo = StartEcho(Path.Combine(folder.FullName, MessagingSystem.EchoName));
            try
            {
                return [.. await MeasureAsync(echo, folder.FullName, stop), .. floor.Select(InMicroseconds)];
            }
            finally
            {
                echo.StandardInput.Close();
                if (!echo.WaitForExit(TimeSpan.FromSeconds(3))) echo.Kill();
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<IReadOnlyList<BenchFigure>> MeasureAsync(Process echo, string folder, CancellationToken stop)
    {
        var address = await ListeningAsync(echo, stop);
        var system = MessagingSystem.Start(MessagingSystem.LoadName, Path.Combine(folder, MessagingSystem.LoadName));
        try
        {
            var idle = await RoundTripAsync(system, address, stop);
            var rate = await OneWayAsync(system, address, stop);
            return
            [
                new(Name, "one-way", "msgs_per_s", Math.Round(rate), "1/s"),
                new(Name, "round-trip", "p50_us", Math.Round(idle.Percentile(50) * 1000, 1), "us"),
                new(Name, "round-trip", "p99_us", Math.Round(idle.Percentile(99) * 1000, 1), "us"),
            ];
        }
        finally
        {
            await system.Terminate();
        }
    }

    private Task<double> OneWayAsync(ActorSystem system, string address, CancellationToken stop)
    {
        var result = new TaskCompletionSource<double>(TaskCreationOptions.RunContinuationsAsynchronously);
        var target = Resolve(system, address, MessagingSystem.Counter);
        system.ActorOf(Props.Create(() => new MessagingSender(target, WarmUp, window, result)));
        return WithinAsync(result.Task, stop);
    }

    private Task<Latencies> RoundTripAsync(ActorSystem system, string address, CancellationToken stop)
    {
        var result = new TaskCompletionSource<Latencies>(TaskCreationOptions.RunContinuationsAsynchronously);
        var target = Resolve(system, address, MessagingSystem.Echo);
        system.ActorOf(Props.Create(() => new MessagingPinger(target, WarmUp, window, result)));
        return WithinAsync(result.Task, stop);
    }

    private static IActorRef Resolve(ActorSystem system, string address, string name) =>
        ((ExtendedActorSystem)system).Provider.ResolveActorRef($"{address}/user/{name}");

    /// <summary>A lost message would otherwise be waited for until the end of days.</summary>
    private async Task<T> WithinAsync<T>(Task<T> measuring, CancellationToken stop)
    {
        try
        {
            return await measuring.WaitAsync(StartLimit + WarmUp + window, stop);
        }
        catch (TimeoutException)
        {
            throw FedException.Failed("the other process fell silent while it was measured.");
        }
    }

    private static Process StartEcho(string folder)
    {
        var start = FedExecutable.StartInfo(["bench", Name, "--role", MessagingEcho.Role, "--folder", folder]);
        start.RedirectStandardInput = start.RedirectStandardOutput = true;
        return Process.Start(start) ?? throw FedException.Failed("the other process could not be started.");
    }

    private static async Task<string> ListeningAsync(Process echo, CancellationToken stop)
    {
        var line = await echo.StandardOutput.ReadLineAsync(stop).AsTask().WaitAsync(StartLimit, stop);
        return line is not null && line.StartsWith(MessagingEcho.ListeningPrefix, StringComparison.Ordinal)
            ? line[MessagingEcho.ListeningPrefix.Length..]
            : throw FedException.Failed("the other process did not say where it listens.");
    }

    /// <summary>An authority and an identity for each side, as long-lived as the folder.</summary>
    private static NodeIdentity MakeIdentities(string folder)
    {
        var now = DateTimeOffset.UtcNow;
        var ca = CertificateAuthority.Create(Name, now, TimeSpan.FromDays(1), RandomNumberGenerator.GetBytes(CertificateAuthority.SerialLength));
        MakeIdentity(ca, Path.Combine(folder, MessagingSystem.EchoName), now);
        return MakeIdentity(ca, Path.Combine(folder, MessagingSystem.LoadName), now);
    }

    private static NodeIdentity MakeIdentity(CertificateAuthority ca, string folder, DateTimeOffset now)
    {
        Directory.CreateDirectory(folder);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = ca.IssueNode(key, Path.GetFileName(folder), now, TimeSpan.FromDays(1), RandomNumberGenerator.GetBytes(CertificateAuthority.SerialLength));
        var (keyPem, certificatePem) = (key.ExportPkcs8PrivateKeyPem(), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, IdCommand.KeyFile), keyPem);
        File.WriteAllText(Path.Combine(folder, IdCommand.CertificateFile), certificatePem);
        File.WriteAllText(Path.Combine(folder, CaCommand.CertificateFile), ca.CertificatePem);
        return NodeIdentity.FromPem(new(keyPem, "key"), new(certificatePem, "certificate"), new(ca.CertificatePem, "ca"), now);
    }

    private static BenchFigure InMicroseconds(BenchFigure figure) =>
        figure.Unit == "ms" ? figure with { Metric = figure.Metric.Replace("_ms", "_us"), Value = Math.Round(figure.Value * 1000, 1), Unit = "us" } : figure;
}
