using System.Globalization;
using System.Text;
using System.Text.Json;
using AkkaFederation;
using AkkaFederation.Hosting;
using AkkaFederation.Node.Cli;
using AkkaFederation.Settings;
using Microsoft.Extensions.Logging;

namespace Processes.Faults;

/// <summary>
/// A client on the switch of the test's network, whom no fault of a host cuts off, or on a host, whom its faults do: proposes
/// where it is told to and reads logs. Each line of standard input is a number, an order and its arguments; each line of standard output is the number and
/// what came of it, as soon as it is there.
/// </summary>
internal static class Witness
{
    public const string Verb = "witness";

    public static async Task<int> RunAsync(string address, string identity, string cluster, TextReader orders, TextWriter answers)
    {
        using var logging = LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.None));
        var system = FederationSystem.CreateClient(Configuration(address, identity, cluster), new FederationOptions { Clock = TimeProvider.System, Logging = logging });
        var clients = new Dictionary<string, FederationClient>(StringComparer.Ordinal);
        var gate = new Lock();
        while (await orders.ReadLineAsync() is { } line)
        {
            var words = line.Split(' ');
            if (!clients.TryGetValue(words[2], out var client))
                clients[words[2]] = client = FederationClient.Create(system, words[2].Split(','));
            _ = AnswerAsync(client, words, answers, gate);
        }

        await system.Terminate();
        return 0;
    }

    private static async Task AnswerAsync(FederationClient client, string[] words, TextWriter answers, Lock gate)
    {
        object answer;
        try
        {
            answer = await AnswerAsync(client, words);
        }
        catch (Exception e)
        {
            answer = new { n = words[0], error = $"{e.GetType().Name}: {e.Message}" };
        }

        lock (gate)
        {
            answers.WriteLine(Json.Line(answer));
            answers.Flush();
        }
    }

    private static async Task<object> AnswerAsync(FederationClient client, string[] words)
    {
        var (n, order, node) = (words[0], words[1], words[2]);
        var argument = ulong.Parse(words[3], CultureInfo.InvariantCulture);
        switch (order)
        {
            case "propose":
                var outcome = await client.ProposeAsync(Encoding.UTF8.GetBytes($"proposal {n}"), new ProposeOptions { Ttl = TimeSpan.FromMilliseconds(argument) });
                return new { n, outcome = outcome.GetType().Name, index = outcome is ProposalOutcome.Committed c ? c.Index : 0 };
            case "root":
                return new { n, root = Convert.ToHexStringLower((await client.GetLogRootAsync(node, argument)).Root) };
            default:
                throw new InvalidOperationException($"no order '{order}'");
        }
    }

    private static FederationConfiguration Configuration(string address, string identity, string cluster) => FederationConfiguration.Parse(
        $$"""
        federation {
          cluster-id = {{Quoted(cluster)}}
          node { name = "witness", host = "{{address}}", port = 0 }
          identity {
            key = {{Quoted(Path.Combine(identity, IdCommand.KeyFile))}}
            certificate = {{Quoted(Path.Combine(identity, IdCommand.CertificateFile))}}
            ca = {{Quoted(Path.Combine(identity, CaCommand.CertificateFile))}}
          }
        }
        """,
        "witness.conf");

    private static string Quoted(string text) => JsonSerializer.Serialize(text);
}
