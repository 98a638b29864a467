using System.CommandLine;
using System.Globalization;
using System.Text;
using AkkaFederation.Consensus;

namespace AkkaFederation.Node.Cli;

/// <summary><c>fed propose</c>: puts a payload into the federation's log; <c>fed resolve</c> settles one whose outcome is in doubt.</summary>
internal static class ProposeCommand
{
    public static Command Create(CliIo io)
    {
        var payload = new Argument<string?>("payload") { Description = "Text to propose; with --file the file's bytes instead.", Arity = ArgumentArity.ZeroOrOne };
        var file = new Option<FileInfo?>("--file") { Description = "Propose the bytes of a file.", HelpName = "FILE" };
        var quorum = CommonOptions.Number("--quorum", "Signatures wanted under the certificate; 0: a majority of the voters.", 0, 0, 64);
        var ttl = CommonOptions.Number("--ttl", "Seconds after which what is undecided is told as such.", 5, 1, 3600);
        var certificate = new Option<FileInfo?>("--certificate") { Description = "Write the commit certificate to this file; `fed verify` checks it.", HelpName = "FILE" };
        var json = CommonOptions.Json();
        var connection = new ClientConnection();
        var command = new FedCommand("propose", "Puts a payload into the federation's log and prints where it stands.",
            "fed propose 'rotate the keys' --config node.conf", "fed propose --file order.bin --certificate order.cert --node 10.0.0.1:2551 --identity client --cluster lab --json")
        {
            payload, file, quorum, ttl, certificate, json,
        };
        foreach (var option in connection.Options) command.Add(option);
        command.SetAction(async (parsed, stop) =>
        {
            var bytes = Payload(parsed.GetValue(payload), parsed.GetValue(file));
            var asked = parsed.GetValue(quorum);
            var options = new ProposeOptions { Ttl = TimeSpan.FromSeconds(parsed.GetValue(ttl)), RequiredQuorum = asked == 0 ? null : asked };
            var outcome = await connection.AskAsync(parsed, (client, _) => client.ProposeAsync(bytes, options, stop));
            if (outcome is ProposalOutcome.Committed { Certificate: { } proof } && parsed.GetValue(certificate) is { } target)
                await File.WriteAllTextAsync(target.FullName, CertificateJson.Write(proof) + "\n", stop);
            return Print(io, outcome, parsed.GetValue(json));
        });
        return command;
    }

    public static Command CreateResolve(CliIo io)
    {
        var session = Number("session", "The proposal's session, as `fed propose` printed it.");
        var seq = Number("seq", "Its number in the session.");
        var json = CommonOptions.Json();
        var connection = new ClientConnection();
        var command = new FedCommand("resolve", "Settles a proposal of this identity whose outcome is in doubt, for good: where it stands, or that it never will.",
            "fed resolve 17 1 --config node.conf", "fed resolve 17 1 --node 10.0.0.1:2551 --identity client --cluster lab --json") { session, seq, json };
        foreach (var option in connection.Options) command.Add(option);
        command.SetAction(async (parsed, stop) =>
        {
            var outcome = await connection.AskAsync(parsed, async (client, _) =>
            {
                try
                {
                    return await client.ResolveAsync(parsed.GetValue(session), new ProposalId(0, parsed.GetValue(seq), client.Self), ct: stop);
                }
                catch (InvalidOperationException refused)
                {
                    throw FedException.Failed(refused.Message, refused);
                }
            });
            return Print(io, outcome, parsed.GetValue(json));
        });
        return command;
    }

    internal static byte[] Payload(string? text, FileInfo? file)
    {
        if (text is not null && file is not null) throw FedException.Input("give either a text or --file, not both.");
        if (file is not null) return File.ReadAllBytes(file.FullName);
        return text is not null ? Encoding.UTF8.GetBytes(text) : throw FedException.Input("nothing to propose: give a text, or --file FILE.");
    }

    private static Argument<ulong> Number(string name, string description) => new(name) { Description = description };

    private static int Print(CliIo io, ProposalOutcome outcome, bool json)
    {
        if (json)
        {
            io.Out.WriteLine(Json.Line(ToJson(outcome)));
        }
        else
        {
            io.Out.WriteLine(outcome switch
            {
                ProposalOutcome.Committed m => Text($"committed as entry {m.Index}"),
                ProposalOutcome.Aborted m => Text($"aborted: {FedCli.OneLine(m.Reason)}"),
                ProposalOutcome.Expired => "expired: no leader took it in time; it never will be in the log",
                _ => Text($"in doubt: it may be in the log or not; settle it with `fed resolve {outcome.Session} {outcome.Id.Seq}`"),
            });
        }

        return outcome switch { ProposalOutcome.Committed => ExitCode.Ok, ProposalOutcome.Aborted => ExitCode.CheckFailed, _ => ExitCode.Failed };
    }

    private static object ToJson(ProposalOutcome outcome) => new
    {
        outcome = outcome.GetType().Name.ToLowerInvariant(),
        index = (outcome as ProposalOutcome.Committed)?.Index,
        session = outcome.Session,
        term = outcome.Id.Term,
        seq = outcome.Id.Seq,
        origin = outcome.Id.Origin.Value,
        cause = (outcome as ProposalOutcome.Aborted)?.Cause.ToString(),
        reason = (outcome as ProposalOutcome.Aborted)?.Reason,
        result = (outcome as ProposalOutcome.Committed)?.Result is { } result ? Convert.ToBase64String(result.Span) : null,
        certified = (outcome as ProposalOutcome.Committed)?.Certificate is not null,
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
