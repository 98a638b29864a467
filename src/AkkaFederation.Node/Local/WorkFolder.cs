using AkkaFederation.Identity;
using AkkaFederation.Node.Cli;

namespace AkkaFederation.Node.Local;

/// <summary>
/// The folder of a federation on this machine: CA, keys, configurations, databases and logs of its nodes, and what it
/// leaves behind. A temporary one (mode 0700) unless the user names a folder; removed at the end unless it is to be kept.
/// </summary>
internal sealed class WorkFolder : IDisposable
{
    public const string ClusterId = "local";
    public const string ClientName = "clients";

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(2);

    private WorkFolder(string root, bool keep)
    {
        Root = root;
        Keep = keep;
    }

    public string Root { get; }

    /// <summary>Whether the folder outlives the program; set when there is something to look into.</summary>
    public bool Keep { get; set; }

    public string Trust => Path.Combine(Root, "trust");

    public string Certificates => Path.Combine(Root, "certificates.jsonl");

    /// <param name="path">A folder of the user's, new or empty; null for a temporary one.</param>
    public static WorkFolder Create(string? path, bool keep)
    {
        if (path is null)
            return new WorkFolder(Directory.CreateTempSubdirectory("fed-").FullName, keep);
        if (File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any()))
            throw FedException.Input($"{path}: exists and is not an empty folder; name another for --keep.");
        try
        {
            return new WorkFolder(Directory.CreateDirectory(path).FullName, keep);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw FedException.Input($"{path}: cannot be created: {e.Message}", e);
        }
    }

    public string Node(int number) => Path.Combine(Root, $"node-{number + 1}");

    public string Client => Path.Combine(Root, ClientName);

    /// <summary>A CA of its own, and an identity for every node and for the clients.</summary>
    public void MakeIdentities(int nodes)
    {
        var ca = Path.Combine(Root, "ca");
        CaCommand.Init(ca, "CA of a local federation", Lifetime);
        for (var i = 0; i < nodes; i++)
            IdCommand.New(ca, Node(i), $"node-{i + 1}", Lifetime);
        IdCommand.New(ca, Client, ClientName, Lifetime);
    }

    /// <summary>The clients' identity, for measurements without a node.</summary>
    public NodeIdentity ClientIdentity()
    {
        NodeIdentity.Part Part(string name) => new(InputFile.ReadText(Path.Combine(Client, name)), name);
        return NodeIdentity.FromPem(Part(IdCommand.KeyFile), Part(IdCommand.CertificateFile), Part(CaCommand.CertificateFile), DateTimeOffset.UtcNow);
    }

    public void Dispose()
    {
        if (Keep || !Directory.Exists(Root))
            return;
        try
        {
            Directory.Delete(Root, recursive: true);
        }
        catch (IOException)
        {
            // A node that was just killed may still be letting go of a file; the rest is the system's temporary folder.
            Keep = true;
        }
    }
}
