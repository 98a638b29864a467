using System.CommandLine;
using System.Security.Cryptography;
using AkkaFederation.Identity;

namespace AkkaFederation.Node.Cli;

/// <summary><c>fed ca</c>: a certificate authority of the federation's own, in a new folder, and what it revokes.</summary>
internal static partial class CaCommand
{
    public const string KeyFile = "ca.key";
    public const string CertificateFile = "ca.crt";

    public static Command Create(CliIo io)
    {
        var output = CommonOptions.OutputFolder("Folder to create for ca.crt and ca.key; it must not exist or be empty.");
        var name = new Option<string>("--name") { Description = "Common name of the CA.", HelpName = "NAME", DefaultValueFactory = _ => "federation CA" };
        var days = CommonOptions.Days(3650);
        var json = CommonOptions.Json();
        var init = new FedCommand("init", "Make a new CA: a self-signed P-256 certificate and its private key (mode 0600).",
            "fed ca init --out ca", "fed ca init --out ca --name \"lab federation\" --days 365 --json") { output, name, days, json };
        init.SetAction(parsed =>
        {
            var folder = parsed.GetRequiredValue(output);
            var made = Init(folder, parsed.GetRequiredValue(name), TimeSpan.FromDays(parsed.GetRequiredValue(days)));
            io.Out.WriteLine(parsed.GetValue(json)
                ? Json.Line(made)
                : $"CA made: {made.Certificate} (give it to every node) and {made.Key} (keep it off the nodes)");
            return ExitCode.Ok;
        });
        return new FedCommand("ca", "The federation's certificate authority.",
            "fed ca init --out ca", "fed ca show ca", "fed ca revoke did:key:zDn… --ca ca") { init, CreateShow(io), CreateRevoke(io) };
    }

    internal static Made Init(string folder, string name, TimeSpan lifetime)
    {
        using var staged = new StagedFolder(folder);
        using var ca = CertificateAuthority.Create(
            name, DateTimeOffset.UtcNow, lifetime, RandomNumberGenerator.GetBytes(CertificateAuthority.SerialLength));
        staged.WriteSecret(KeyFile, ca.KeyPem + "\n");
        staged.WritePublic(CertificateFile, ca.CertificatePem + "\n");
        staged.Commit();
        return new Made(Path.Combine(folder, CertificateFile), Path.Combine(folder, KeyFile));
    }

    internal static CertificateAuthority Load(string folder)
    {
        var certificate = Path.Combine(folder, CertificateFile);
        var key = Path.Combine(folder, KeyFile);
        return CertificateAuthority.FromPem(InputFile.ReadText(certificate), certificate, InputFile.ReadText(key), key);
    }

    internal sealed record Made(string Certificate, string Key);
}
