using System.Globalization;

namespace AkkaFederation.Node.Local;

/// <summary>The configuration files of a federation on this machine: as short as a user's would be.</summary>
internal static class LocalConfiguration
{
    public static string OfNode(string name, int port, IReadOnlyList<string> seeds, int nodes) => string.Create(CultureInfo.InvariantCulture,
        $$"""
        federation {
          cluster-id = "{{WorkFolder.ClusterId}}"
          node { name = "{{name}}", host = "127.0.0.1", port = {{port}} }
          identity { key = "node.key", certificate = "node.crt", ca = "ca.crt" }
          seed-nodes = [{{string.Join(", ", seeds.Select(s => $"\"{s}\""))}}]
          bootstrap-expect = {{nodes}}
          membership.profile = local
          data-dir = "data"
        }

        """);
}
