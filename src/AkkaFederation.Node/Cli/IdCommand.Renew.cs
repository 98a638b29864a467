using System.CommandLine;
using System.Security.Cryptography.X509Certificates;
using AkkaFederation.Identity;

namespace AkkaFederation.Node.Cli;

/// <content><c>fed id renew</c>: a new certificate for the same key. A new key would be a new peer.</content>
internal static partial class IdCommand
{
    private static FedCommand CreateRenew(CliIo io)
    {
        var folder = new Argument<string>("identity") { Description = "Folder with node.key and node.crt.", HelpName = "DIR" };
        var ca = CaFolder();
        var selfSigned = SelfSigned("Sign with the node's own key.");
        var name = new Option<string?>("--name") { Description = "Common name; the former one unless told.", HelpName = "NAME" };
        var days = CommonOptions.Days(365);
        var json = CommonOptions.Json();
        var renew = new FedCommand("renew", "Put a new certificate for the same key in the place of the old one. A running node takes it up by itself, without a restart.",
            "fed id renew node-1 --ca ca", "fed id renew node-1 --self-signed --days 90") { folder, ca, selfSigned, name, days, json };
        renew.SetAction(parsed =>
        {
            CheckIssuer("renew", parsed.GetValue(ca), parsed.GetValue(selfSigned));
            var shown = Renew(parsed.GetRequiredValue(folder), parsed.GetValue(ca), parsed.GetValue(name), TimeSpan.FromDays(parsed.GetRequiredValue(days)));
            io.Out.WriteLine(parsed.GetValue(json) ? Json.Line(shown) : Text(shown));
            return ExitCode.Ok;
        });
        return renew;
    }

    internal static Shown Renew(string folder, string? caFolder, string? name, TimeSpan lifetime)
    {
        var keyFile = Path.Combine(folder, KeyFile);
        var certificateFile = Path.Combine(folder, CertificateFile);
        using var key = PemFiles.PrivateKey(InputFile.ReadText(keyFile), keyFile);
        using var former = PemFiles.Certificate(InputFile.ReadText(certificateFile), certificateFile);
        if (!PemFiles.SameKey(former, key))
            throw FedException.Input($"{keyFile}: not the key of the certificate in {certificateFile}. A new key is a new peer with a new DID: make one with 'fed id new'.");
        using var ca = caFolder is null ? null : CaCommand.Load(caFolder);
        var now = DateTimeOffset.UtcNow;
        using var renewed = Issue(ca, key, name ?? former.GetNameInfo(X509NameType.SimpleName, forIssuer: false), now, lifetime);
        CheckAgainst(ca, Path.Combine(folder, CaCommand.CertificateFile), renewed, now);
        TextFile.Replace(certificateFile, renewed.ExportCertificatePem() + "\n");
        return Show(certificateFile, now);
    }

    // The node would not take up what its own CA file does not vouch for.
    private static void CheckAgainst(CertificateAuthority? ca, string caFile, X509Certificate2 renewed, DateTimeOffset now)
    {
        if (!File.Exists(caFile)) return;
        if (ca is null) throw FedException.Input($"{caFile} is there, so peers ask for its certificates; give --ca DIR instead of --self-signed, or remove the file.");
        var trust = new CertificateTrust(PemFiles.Certificates(InputFile.ReadText(caFile), caFile));
        if (!trust.ChainsToAuthority(renewed, now)) throw FedException.Input($"{caFile} is the certificate of another CA than the one given with --ca; peers would refuse the new certificate.");
    }
}
