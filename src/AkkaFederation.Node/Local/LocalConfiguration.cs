using System.Globalization;
using AkkaFederation.Node.Cli;
using AkkaFederation.Settings;

namespace AkkaFederation.Node.Local;

/// <summary>The configuration files of a federation on this machine: as short as a user's would be.</summary>
internal static class LocalConfiguration
{
    public static string OfNode(string name, int port, IReadOnlyList<string> seeds, int nodes, JournalKind journal, string more = "") => string.Create(CultureInfo.InvariantCulture,
        $$"""
        federation {
          cluster-id = "{{WorkFolder.ClusterId}}"
          node { name = "{{name}}", host = "127.0.0.1", port = {{port}} }
          identity { key = "node.key", certificate = "node.crt", ca = "ca.crt" }
          seed-nodes = [{{string.Join(", ", seeds.Select(s => $"\"{s}\""))}}]
          bootstrap-expect = {{nodes}}
          membership.profile = local
          data-dir = "data"
          journal = {{CommonOptions.NameOf(journal)}}
          {{more}}
        }

        """);

    /// <summary>Of a node in this process that only is a member: profile lan, no part in a log.</summary>
    public static string OfMember(string folder, string name, int port, IReadOnlyList<string> seeds) => string.Create(CultureInfo.InvariantCulture,
        $$"""
        federation {
          cluster-id = "{{WorkFolder.ClusterId}}"
          node { name = "{{name}}", host = "127.0.0.1", port = {{port}} }
          identity {
            key = {{Quoted(folder, IdCommand.KeyFile)}}
            certificate = {{Quoted(folder, IdCommand.CertificateFile)}}
            ca = {{Quoted(folder, CaCommand.CertificateFile)}}
          }
          seed-nodes = [{{string.Join(", ", seeds.Select(s => $"\"{s}\""))}}]
          data-dir = {{Quoted(folder, "data")}}
        }
        akka { loglevel = OFF, stdout-loglevel = OFF, coordinated-shutdown.run-by-clr-shutdown-hook = off }

        """);

    /// <summary>Of clients that live in this process: an identity, and no part in the federation.</summary>
    public static string OfClients(string folder) =>
        $$"""
        federation {
          cluster-id = "{{WorkFolder.ClusterId}}"
          node { name = "{{WorkFolder.ClientName}}", host = "127.0.0.1", port = 0 }
          identity {
            key = {{Quoted(folder, IdCommand.KeyFile)}}
            certificate = {{Quoted(folder, IdCommand.CertificateFile)}}
            ca = {{Quoted(folder, CaCommand.CertificateFile)}}
          }
        }

        """;

    // A quoted string of HOCON is one of JSON.
    private static string Quoted(string folder, string file) => Json.Line(Path.Combine(folder, file));
}
