using System.CommandLine;

namespace AkkaFederation.Node.Cli;

/// <summary><c>fed id</c>: identities of nodes and clients.</summary>
internal static partial class IdCommand
{
    public const string KeyFile = "node.key";
    public const string CertificateFile = "node.crt";

    public static Command Create(CliIo io) => new FedCommand("id", "Identities of nodes and clients.",
        "fed id new --ca ca --out node-1", "fed id new --self-signed --out node-1", "fed id show node-1", "fed id renew node-1 --ca ca")
    {
        CreateNew(io),
        CreateShow(io),
        CreateRenew(io),
        CreateForget(io),
        CreateResolve(io),
    };

    private static Option<string?> CaFolder() => new("--ca") { Description = "Folder that `fed ca init` made.", HelpName = "DIR" };

    private static Option<bool> SelfSigned(string description) => new("--self-signed") { Description = description };

    // A certificate is either a CA's or one's own; there is no guess.
    private static void CheckIssuer(string verb, string? ca, bool selfSigned)
    {
        if (ca is null ? selfSigned : !selfSigned) return;
        var what = ca is null ? "Say who signs the certificate: --ca DIR, or --self-signed for the policies pinned and tofu." : "--ca and --self-signed exclude each other; give one of them.";
        throw FedException.Input($"{what} See `fed id {verb} --help`.");
    }
}
