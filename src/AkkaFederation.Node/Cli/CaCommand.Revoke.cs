using System.CommandLine;
using System.Globalization;
using AkkaFederation.Identity;

namespace AkkaFederation.Node.Cli;

/// <content><c>fed ca revoke</c> makes or extends the list that the CA signs; <c>fed ca show</c> tells what it revokes.</content>
internal static partial class CaCommand
{
    public const string RevokedFile = "revoked";

    private static FedCommand CreateRevoke(CliIo io)
    {
        var what = new Argument<string[]>("what") { Description = "A DID (the peer for ever), serial:HEX or sha256:HEX (one certificate), a certificate in PEM, or a folder that `fed id new` made (the peer).", HelpName = "DID|CERTIFICATE", Arity = ArgumentArity.OneOrMore };
        var ca = new Option<string>("--ca") { Description = "Folder that `fed ca init` made.", HelpName = "DIR", Required = true };
        var list = new Option<string?>("--list") { Description = "The list; `revoked` in the CA's folder unless told.", HelpName = "FILE" };
        var reason = new Option<string?>("--reason") { Description = "Why, for people; stands as a comment in the list.", HelpName = "TEXT" };
        var json = CommonOptions.Json();
        var revoke = new FedCommand("revoke", "Revoke peers or certificates: make or extend a list that the CA signs. Give the file to every node (federation.identity.revoked); running nodes take it up by themselves.",
            "fed ca revoke did:key:zDnae… --ca ca --reason \"laptop lost\"", "fed ca revoke old.crt --ca ca --list lists/revoked") { what, ca, list, reason, json };
        revoke.SetAction(parsed =>
        {
            var folder = parsed.GetRequiredValue(ca);
            var revoked = Revoke(parsed.GetRequiredValue(what), folder, parsed.GetValue(list) ?? Path.Combine(folder, RevokedFile), parsed.GetValue(reason), DateTimeOffset.UtcNow);
            io.Out.WriteLine(parsed.GetValue(json) ? Json.Line(revoked) : $"{revoked.List}: number {revoked.Number}, {revoked.Entries} entries, signed by the CA\n  added: {(revoked.Added.Count > 0 ? string.Join(", ", revoked.Added) : "nothing, they are on it already")}");
            return ExitCode.Ok;
        });
        return revoke;
    }

    internal static Revoked Revoke(IReadOnlyList<string> what, string caFolder, string listFile, string? reason, DateTimeOffset now)
    {
        using var ca = Load(caFolder);
        var former = File.Exists(listFile) ? InputFile.ReadText(listFile) : "";
        var trust = new CertificateTrust([ca.Certificate]);
        var before = RevocationList.Parse(former, listFile, trust);
        if (former.Length > 0 && (!before.Signed || former.Contains("X509 CRL", StringComparison.Ordinal)))
            throw FedException.Input($"{listFile}: not a list that 'fed ca revoke' has made; name another file with --list.");
        var comment = $"  # {now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)} {FedCli.OneLine(reason ?? "")}".TrimEnd();
        var (lines, added, set) = (RevocationList.LinesOf(former).ToList(), new List<string>(), before.Revoked);
        foreach (var entry in what.Select(EntryOf))
        {
            var count = set.Count;
            if (!set.TryAdd(entry, out set)) throw FedException.Input($"{FedCli.OneLine(entry)}: expected a DID, serial:HEX, sha256:HEX, a certificate file or an identity folder.");
            if (set.Count == count) continue;
            added.Add(entry);
            lines.Add(entry + comment);
        }

        var number = added.Count > 0 || former.Length == 0 ? before.Number + 1 : before.Number;
        if (number > before.Number) TextFile.Replace(listFile, RevocationList.Sign(lines, number, ca));
        return new Revoked(listFile, number, set.Count, added);
    }

    // A folder means the peer, a certificate file that certificate alone.
    private static string EntryOf(string what)
    {
        if (Directory.Exists(what)) return IdCommand.Show(what, DateTimeOffset.UtcNow).Did ?? throw FedException.Input($"{what}: the certificate in it carries no DID; name the certificate file itself.");
        return File.Exists(what) ? IdCommand.Show(what, DateTimeOffset.UtcNow).Fingerprint : what;
    }

    internal sealed record Revoked(string List, ulong Number, int Entries, IReadOnlyList<string> Added);
}
