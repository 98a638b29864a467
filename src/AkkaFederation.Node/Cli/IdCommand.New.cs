using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AkkaFederation.Identity;

namespace AkkaFederation.Node.Cli;

/// <content><c>fed id new</c>: key, certificate and DID of one node or client, in a new folder.</content>
internal static partial class IdCommand
{
    private static FedCommand CreateNew(CliIo io)
    {
        var ca = CaFolder();
        var selfSigned = SelfSigned("Sign the certificate with its own key: for trust policies pinned and tofu, which need no CA.");
        var output = CommonOptions.OutputFolder("Folder to create for node.key, node.crt and (with --ca) ca.crt; it must not exist or be empty.");
        var name = new Option<string>("--name") { Description = "Common name in the certificate, for people; the DID is what counts.", HelpName = "NAME", DefaultValueFactory = _ => "node" };
        var days = CommonOptions.Days(365);
        var json = CommonOptions.Json();
        var create = new FedCommand("new", "Make a P-256 key (mode 0600), its DID and a certificate for it, of the CA or self-signed.",
            "fed id new --ca ca --out node-1 --name node-1", "fed id new --self-signed --out node-1") { ca, selfSigned, output, name, days, json };
        create.SetAction(parsed =>
        {
            CheckIssuer("new", parsed.GetValue(ca), parsed.GetValue(selfSigned));
            var made = New(parsed.GetValue(ca), parsed.GetRequiredValue(output), parsed.GetRequiredValue(name),
                TimeSpan.FromDays(parsed.GetRequiredValue(days)));
            io.Out.WriteLine(parsed.GetValue(json) ? Json.Line(made) : $"{made.Did}\n  key          {made.Key}\n  certificate  {made.Certificate}{(made.Ca is null ? "" : $"\n  CA           {made.Ca}")}");
            return ExitCode.Ok;
        });
        return create;
    }

    /// <param name="caFolder">Who signs the certificate; null for the key itself.</param>
    /// <param name="folder">Folder to create.</param>
    /// <param name="name">Common name.</param>
    /// <param name="lifetime">How long the certificate is valid.</param>
    internal static Made New(string? caFolder, string folder, string name, TimeSpan lifetime)
    {
        using var ca = caFolder is null ? null : CaCommand.Load(caFolder);
        using var staged = new StagedFolder(folder);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = DateTimeOffset.UtcNow;
        using var certificate = Issue(ca, key, name, now, lifetime);
        var files = new Made("", Path.Combine(folder, KeyFile), Path.Combine(folder, CertificateFile), ca is null ? null : Path.Combine(folder, CaCommand.CertificateFile));
        var (keyPem, certificatePem) = (key.ExportPkcs8PrivateKeyPem() + "\n", certificate.ExportCertificatePem() + "\n");
        var authority = ca is null ? (NodeIdentity.Part?)null : new NodeIdentity.Part(ca.CertificatePem, files.Ca!);
        var identity = NodeIdentity.FromPem(new(keyPem, files.Key), new(certificatePem, files.Certificate), authority, now);
        staged.WriteSecret(KeyFile, keyPem);
        staged.WritePublic(CertificateFile, certificatePem);
        if (ca is not null) staged.WritePublic(CaCommand.CertificateFile, ca.CertificatePem + "\n");
        staged.Commit();
        return files with { Did = identity.Id.Value };
    }

    private static X509Certificate2 Issue(CertificateAuthority? ca, ECDsa key, string name, DateTimeOffset now, TimeSpan lifetime)
    {
        var serial = RandomNumberGenerator.GetBytes(CertificateAuthority.SerialLength);
        return ca is null
            ? CertificateAuthority.SelfSign(key, new NodeCertificateTemplate { CommonName = name }, now, lifetime, serial)
            : ca.IssueNode(key, name, now, lifetime, serial);
    }

    internal sealed record Made(string Did, string Key, string Certificate, string? Ca);
}
