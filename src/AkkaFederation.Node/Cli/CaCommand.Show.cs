using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AkkaFederation.Identity;

namespace AkkaFederation.Node.Cli;

/// <content><c>fed ca show</c>: the CA and its list of revocations, the signature checked.</content>
internal static partial class CaCommand
{
    private static FedCommand CreateShow(CliIo io)
    {
        var folder = new Argument<string>("ca") { Description = "Folder that `fed ca init` made, or one with ca.crt in it.", HelpName = "DIR" };
        var list = new Option<string?>("--list") { Description = "Revocation list to check; `revoked` in the folder unless told.", HelpName = "FILE" };
        var json = CommonOptions.Json();
        var show = new FedCommand("show", "Show the CA's name, dates and fingerprint, and what it has revoked. Exit code 1 if it has expired.",
            "fed ca show ca", "fed ca show node-1 --list /etc/federation/revoked --json") { folder, list, json };
        show.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(folder);
            var shown = Show(path, parsed.GetValue(list), DateTimeOffset.UtcNow);
            io.Out.WriteLine(parsed.GetValue(json) ? Json.Line(shown) : Text(shown));
            return shown.DaysLeft >= 0 ? ExitCode.Ok : ExitCode.CheckFailed;
        });
        return show;
    }

    internal static Shown Show(string folder, string? list, DateTimeOffset now)
    {
        var file = Path.Combine(folder, CertificateFile);
        using var certificate = PemFiles.Certificate(InputFile.ReadText(file), file);
        var listFile = list ?? Path.Combine(folder, RevokedFile);
        var revoked = list is not null || File.Exists(listFile)
            ? RevocationList.Parse(InputFile.ReadText(listFile), listFile, new CertificateTrust([certificate]))
            : null;
        return new Shown(
            certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false), file,
            Time(certificate.NotBefore), Time(certificate.NotAfter), (int)Math.Floor((new DateTimeOffset(certificate.NotAfter) - now).TotalDays),
            "sha256:" + certificate.GetCertHashString(HashAlgorithmName.SHA256),
            revoked is null ? null : listFile, revoked?.Number, revoked?.Signed, revoked?.Revoked.Count);
    }

    private static string Time(DateTime local) => local.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Text(Shown shown) => $"""
        {FedCli.OneLine(shown.Name)}
          certificate  {shown.Certificate}
          valid        {shown.NotBefore} to {shown.NotAfter} ({shown.DaysLeft} days left)
          fingerprint  {shown.Fingerprint}
          revoked      {(shown.List is null ? "nothing" : $"{shown.Entries} entries in {shown.List}, number {shown.Number}, {(shown.Signed == true ? "signature holds" : "not signed")}")}
        """;

    internal sealed record Shown(
        string Name, string Certificate, string NotBefore, string NotAfter, int DaysLeft, string Fingerprint, string? List, ulong? Number, bool? Signed, int? Entries);
}
