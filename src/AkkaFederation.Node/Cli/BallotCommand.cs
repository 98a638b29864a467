using System.CommandLine;
using System.Globalization;
using System.Text;

namespace AkkaFederation.Node.Cli;

/// <summary><c>fed ballot</c>: asks the voters something, makes a node vote, shows what came of it.</summary>
internal static class BallotCommand
{
    public static Command Create(CliIo io) => new FedCommand("ballot", "A question to the voters, each of whom answers for itself: propose, vote, show.",
        "fed ballot propose 'admit node7' --config node.conf", "fed ballot vote 17 granted --config node.conf", "fed ballot show --config node.conf")
    {
        Propose(io), Vote(io), Show(io),
    };

    private static FedCommand Propose(CliIo io)
    {
        var subject = new Argument<string?>("subject") { Description = "What is voted on; with --file the file's bytes instead.", Arity = ArgumentArity.ZeroOrOne };
        var file = new Option<FileInfo?>("--file") { Description = "Vote on the bytes of a file.", HelpName = "FILE" };
        var quorum = CommonOptions.Number("--quorum", "How many must grant it; raised to a majority and lowered to all voters. 0: a majority.", 0, 0, 64);
        var ttl = CommonOptions.Number("--ttl", "Seconds for which it is open.", 30, 1, 2_592_000);
        var noVeto = new Option<bool>("--no-veto") { Description = "A veto counts as a mere denial." };
        var (json, connection) = (CommonOptions.Json(), new ClientConnection());
        var command = new FedCommand("propose", "Opens a ballot and waits for its decision.",
            "fed ballot propose 'admit node7' --config node.conf", "fed ballot propose --file plan.json --quorum 3 --ttl 600 --config node.conf --json")
        {
            subject, file, quorum, ttl, noVeto, json,
        };
        foreach (var option in connection.Options) command.Add(option);
        command.SetAction(async (parsed, stop) =>
        {
            var bytes = ProposeCommand.Payload(parsed.GetValue(subject), parsed.GetValue(file));
            var asked = parsed.GetValue(quorum);
            var options = new BallotOptions { Quorum = asked == 0 ? null : asked, Veto = !parsed.GetValue(noVeto), Ttl = TimeSpan.FromSeconds(parsed.GetValue(ttl)) };
            var ballot = await connection.AskAsync(parsed, (client, _) => Clearly(() => client.ProposeBallotAsync(bytes, options, stop)));
            Print(io, ballot, parsed.GetValue(json));
            return ballot.Outcome == BallotOutcome.Committed ? ExitCode.Ok : ExitCode.CheckFailed;
        });
        return command;
    }

    private static FedCommand Vote(CliIo io)
    {
        var number = new Argument<ulong>("ballot") { Description = "The ballot's number." };
        var choice = new Argument<BallotChoice>("choice") { Description = "granted, denied, abstain or veto." };
        var (json, connection) = (CommonOptions.Json(), new ClientConnection());
        var command = new FedCommand("vote", "Makes a node vote, for good; only with the node's own identity (its own configuration file).",
            "fed ballot vote 17 granted --config node.conf", "fed ballot vote 17 veto --config node.conf --json") { number, choice, json };
        foreach (var option in connection.Options) command.Add(option);
        command.SetAction(async (parsed, stop) =>
        {
            var (ballot, said) = (parsed.GetValue(number), parsed.GetValue(choice));
            await connection.AskAsync(parsed, (client, node) => Clearly(async () =>
            {
                await client.VoteAsync(node, ballot, said, stop);
                return true;
            }));
            io.Out.WriteLine(parsed.GetValue(json)
                ? Json.Line(new { ballot, choice = Name(said) })
                : string.Create(CultureInfo.InvariantCulture, $"voted {Name(said)} in ballot {ballot}"));
            return ExitCode.Ok;
        });
        return command;
    }

    private static FedCommand Show(CliIo io)
    {
        var number = new Argument<ulong?>("ballot") { Description = "The ballot's number; without it the open and the newest decided ones.", Arity = ArgumentArity.ZeroOrOne };
        var (json, connection) = (CommonOptions.Json(), new ClientConnection());
        var command = new FedCommand("show", "Ballots as a node knows them, with their votes once they are decided.",
            "fed ballot show --config node.conf", "fed ballot show 17 --node 10.0.0.1:2551 --identity client --cluster lab --json") { number, json };
        foreach (var option in connection.Options) command.Add(option);
        command.SetAction(async (parsed, stop) =>
        {
            var ballots = await connection.AskAsync(parsed, (client, node) => Clearly(async () =>
                parsed.GetValue(number) is { } one ? [await client.GetBallotAsync(node, one, ct: stop)] : await client.GetBallotsAsync(node, stop)));
            foreach (var ballot in ballots) Print(io, ballot, parsed.GetValue(json));
            if (ballots.Count == 0 && !parsed.GetValue(json)) io.Out.WriteLine("no ballots");
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task<T> Clearly<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception refused) when (refused is InvalidOperationException or BallotNotOpenedException or TimeoutException)
        {
            throw FedException.Failed(refused.Message, refused);
        }
    }

    private static void Print(CliIo io, BallotInfo ballot, bool json)
    {
        if (json)
        {
            io.Out.WriteLine(Json.Line(ToJson(ballot)));
            return;
        }

        var culture = CultureInfo.InvariantCulture;
        io.Out.WriteLine(string.Create(culture, $"ballot {ballot.Number}: {ballot.Outcome.ToString().ToLowerInvariant()}"));
        io.Out.WriteLine($"  subject   {Subject(ballot)}");
        io.Out.WriteLine(string.Create(culture, $"  quorum    {ballot.Quorum} of {ballot.Electorate.Count}{(ballot.HasVeto ? ", one veto ends it" : "")}"));
        io.Out.WriteLine(string.Create(culture, $"  open      {ballot.OpenedAt:u} until {ballot.Deadline:u}"));
        if (ballot.DecidedAt is { } entry) io.Out.WriteLine(string.Create(culture, $"  decided   by log entry {entry}"));
        foreach (var vote in ballot.Votes) io.Out.WriteLine($"  {Name(vote.Choice),-9} {vote.Elector}");
    }

    private static object ToJson(BallotInfo ballot) => new
    {
        number = ballot.Number,
        outcome = ballot.Outcome.ToString().ToLowerInvariant(),
        subject = Convert.ToBase64String(ballot.Subject.Span),
        origin = ballot.Origin.Value,
        epoch = ballot.Epoch,
        quorum = ballot.Quorum,
        veto = ballot.HasVeto,
        electorate = ballot.Electorate.Select(e => e.Value),
        openedAt = ballot.OpenedAt,
        deadline = ballot.Deadline,
        decidedAt = ballot.DecidedAt,
        votes = ballot.Votes.Select(v => new { elector = v.Elector.Value, choice = Name(v.Choice), signature = Convert.ToBase64String(v.Signature) }),
    };

    // Text where it is text; anything else by its size.
    private static string Subject(BallotInfo ballot)
    {
        try
        {
            return FedCli.OneLine(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(ballot.Subject.Span));
        }
        catch (DecoderFallbackException)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{ballot.Subject.Length} bytes");
        }
    }

    private static string Name(BallotChoice choice) => choice.ToString().ToLowerInvariant();
}
