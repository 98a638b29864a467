using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AkkaFederation.Identity;

namespace AkkaFederation.Node.Cli;

/// <content><c>fed id show</c>: what a certificate says, and whether peers would take it.</content>
internal static partial class IdCommand
{
    private static FedCommand CreateShow(CliIo io)
    {
        var path = new Argument<string>("identity") { Description = "Folder that `fed id new` made, or a certificate in PEM.", HelpName = "DIR|FILE" };
        var json = CommonOptions.Json();
        var show = new FedCommand("show", "Show DID, issuer, dates, serial number and fingerprint of a certificate. Exit code 1 if it is expired or peers would refuse it.",
            "fed id show node-1", "fed id show node-1/node.crt --json") { path, json };
        show.SetAction(parsed =>
        {
            var shown = Show(parsed.GetRequiredValue(path), DateTimeOffset.UtcNow);
            io.Out.WriteLine(parsed.GetValue(json) ? Json.Line(shown) : Text(shown));
            return shown.Problem is null ? ExitCode.Ok : ExitCode.CheckFailed;
        });
        return show;
    }

    internal static Shown Show(string path, DateTimeOffset now)
    {
        var file = CertificateIn(path);
        using var certificate = PemFiles.Certificate(InputFile.ReadText(file), file);
        var reason = "";
        Did did = default;
        foreach (var role in new[] { CertificateRole.Server, CertificateRole.Client })
            if (reason.Length == 0) KeyTrust.Instance.TryAuthenticate(certificate, role, now, out did, out reason);
        if (did.IsEmpty) CertificateIdentity.TryGetDid(certificate, out did, out _);
        return new Shown(
            did.IsEmpty ? null : did.Value, file, certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false),
            certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData) ? "itself" : certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: true),
            Time(certificate.NotBefore), Time(certificate.NotAfter), (int)Math.Floor((new DateTimeOffset(certificate.NotAfter) - now).TotalDays),
            "serial:" + certificate.SerialNumber, "sha256:" + certificate.GetCertHashString(HashAlgorithmName.SHA256), reason.Length == 0 ? null : reason);
    }

    private static string CertificateIn(string path) => Directory.Exists(path) ? Path.Combine(path, CertificateFile) : path;

    private static string Time(DateTime local) => local.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Text(Shown shown) => $"""
        {shown.Did ?? "(no DID)"}
          name         {FedCli.OneLine(shown.Name)}
          issued by    {FedCli.OneLine(shown.Issuer)}
          valid        {shown.NotBefore} to {shown.NotAfter} ({shown.DaysLeft} days left)
          serial       {shown.Serial}
          fingerprint  {shown.Fingerprint}
          {(shown.Problem is null ? "usable as a server and as a client" : $"peers refuse it: {shown.Problem}")}
        """;

    internal sealed record Shown(
        string? Did, string Certificate, string Name, string Issuer, string NotBefore, string NotAfter, int DaysLeft, string Serial, string Fingerprint, string? Problem);
}
