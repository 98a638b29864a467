using System.Globalization;
using AkkaFederation.Node.Cli;
using AkkaFederation.Node.Local;

namespace Processes;

/// <summary>A folder with a CA, an identity and a configuration of one node, for a test to spoil.</summary>
internal sealed class Home : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    public Home()
    {
        CaCommand.Init(this["ca"], "test CA", Lifetime);
        IdCommand.New(this["ca"], this["node"], "node", Lifetime);
        Port = FreePorts.Pick(1)[0];
        Configure();
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("fed-process-").FullName;

    public int Port { get; }

    public string Config => this["node/node.conf"];

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>A federation of one, with further lines of the test's.</summary>
    public void Configure(string cluster = "test", string more = "") => File.WriteAllText(Config, string.Create(CultureInfo.InvariantCulture,
        $$"""
        federation {
          cluster-id = "{{cluster}}"
          node { name = "node", port = {{Port}} }
          bootstrap-expect = 1
          {{more}}
        }

        """));

    public void NewIdentity(string folder, string ca = "ca")
    {
        if (!Directory.Exists(this[ca]))
            CaCommand.Init(this[ca], "another CA", Lifetime);
        IdCommand.New(this[ca], this[folder], folder, Lifetime);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
