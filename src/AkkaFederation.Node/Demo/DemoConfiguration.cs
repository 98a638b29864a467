using System.Globalization;

namespace AkkaFederation.Node.Demo;

/// <summary>The configuration files of a demonstration: as short as a user's would be.</summary>
internal static class DemoConfiguration
{
    public static string OfNode(string name, int port, IReadOnlyList<string> seeds, int nodes) => string.Create(CultureInfo.InvariantCulture,
        $$"""
        federation {
          cluster-id = "{{DemoFolder.ClusterId}}"
          node { name = "{{name}}", host = "127.0.0.1", port = {{port}} }
          identity { key = "node.key", certificate = "node.crt", ca = "ca.crt" }
          seed-nodes = [{{string.Join(", ", seeds.Select(s => $"\"{s}\""))}}]
          bootstrap-expect = {{nodes}}
          membership.profile = local
          data-dir = "data"
        }

        """);
}
