using System.CommandLine;
using System.Security.Cryptography;
using AkkaFederation.Identity;

namespace AkkaFederation.Node.Cli;

/// <summary><c>fed id new</c>: key, certificate and DID of one node or client, in a new folder.</summary>
internal static class IdCommand
{
    public const string KeyFile = "node.key";
    public const string CertificateFile = "node.crt";

    public static Command Create(CliIo io)
    {
        var ca = new Option<string>("--ca") { Description = "Folder that `fed ca init` made.", HelpName = "DIR", Required = true };
        var output = CommonOptions.OutputFolder("Folder to create for node.key, node.crt and ca.crt; it must not exist or be empty.");
        var name = new Option<string>("--name") { Description = "Common name in the certificate, for people; the DID is what counts.", HelpName = "NAME", DefaultValueFactory = _ => "node" };
        var days = CommonOptions.Days(365);
        var json = CommonOptions.Json();
        var create = new FedCommand("new", "Make a P-256 key (mode 0600), its DID and a certificate of the CA for it.",
            "fed id new --ca ca --out node-1 --name node-1") { ca, output, name, days, json };
        create.SetAction(parsed =>
        {
            var made = New(parsed.GetRequiredValue(ca), parsed.GetRequiredValue(output), parsed.GetRequiredValue(name),
                TimeSpan.FromDays(parsed.GetRequiredValue(days)));
            io.Out.WriteLine(parsed.GetValue(json) ? Json.Line(made) : $"{made.Did}\n  key          {made.Key}\n  certificate  {made.Certificate}\n  CA           {made.Ca}");
            return ExitCode.Ok;
        });
        return new FedCommand("id", "Identities of nodes and clients.", "fed id new --ca ca --out node-1") { create };
    }

    internal static Made New(string caFolder, string folder, string name, TimeSpan lifetime)
    {
        using var ca = CaCommand.Load(caFolder);
        using var staged = new StagedFolder(folder);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = DateTimeOffset.UtcNow;
        using var certificate = ca.IssueNode(key, name, now, lifetime, RandomNumberGenerator.GetBytes(CertificateAuthority.SerialLength));
        var files = new Made("", Path.Combine(folder, KeyFile), Path.Combine(folder, CertificateFile), Path.Combine(folder, CaCommand.CertificateFile));
        var (keyPem, certificatePem) = (key.ExportPkcs8PrivateKeyPem() + "\n", certificate.ExportCertificatePem() + "\n");
        var identity = NodeIdentity.FromPem(new(keyPem, files.Key), new(certificatePem, files.Certificate), new(ca.CertificatePem, files.Ca), now);
        staged.WriteSecret(KeyFile, keyPem);
        staged.WritePublic(CertificateFile, certificatePem);
        staged.WritePublic(CaCommand.CertificateFile, ca.CertificatePem + "\n");
        staged.Commit();
        return files with { Did = identity.Id.Value };
    }

    internal sealed record Made(string Did, string Key, string Certificate, string Ca);
}
