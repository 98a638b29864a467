using System.CommandLine;
using AkkaFederation.Identity;

namespace AkkaFederation.Node.Cli;

/// <content><c>fed id forget</c> and <c>fed id resolve</c>: the files of the policies <c>tofu</c> and <c>pinned</c>.</content>
internal static partial class IdCommand
{
    private static FedCommand CreateForget(CliIo io)
    {
        var address = new Argument<string>("address") { Description = "Address as it stands in the file, host:port.", HelpName = "HOST:PORT" };
        var file = new Option<string>("--file") { Description = "File of known peers (federation.identity.tofu.file).", HelpName = "FILE", Required = true };
        var json = CommonOptions.Json();
        var forget = new FedCommand("forget", "Forget the key that was met first at an address (trust on first use); the next one that answers there is believed.",
            "fed id forget 10.0.0.2:2551 --file known-peers") { address, file, json };
        forget.SetAction(parsed =>
        {
            var (path, where) = (parsed.GetRequiredValue(file), parsed.GetRequiredValue(address).ToLowerInvariant());
            var known = KnownPeers.Parse(InputFile.ReadText(path), path, ListLines.MaxEntries);
            if (!known.Entries.TryGetValue(where, out var entry)) throw FedException.Input($"{path}: no entry for {FedCli.OneLine(where)}; the file lists {known.Entries.Count} addresses.");
            TextFile.Replace(path, (known with { Entries = known.Entries.Remove(where) }).ToText());
            io.Out.WriteLine(parsed.GetValue(json) ? Json.Line(new { address = where, did = entry.Peer.Value }) : $"forgotten: {where} was {entry.Peer}");
            return ExitCode.Ok;
        });
        return forget;
    }

    private static FedCommand CreateResolve(CliIo io)
    {
        var name = new Argument<string>("name") { Description = "A did:web name.", HelpName = "did:web:HOST" };
        var pins = new Option<string?>("--pins") { Description = "File to pin the key in (federation.identity.did-web.pins).", HelpName = "FILE" };
        var json = CommonOptions.Json();
        var resolve = new FedCommand("resolve", "Fetch the document of a did:web name over HTTPS, print the did:key in it, and pin it if a file is given.",
            "fed id resolve did:web:example.org", "fed id resolve did:web:example.org:peers:atlas --pins did-web-pins") { name, pins, json };
        resolve.SetAction(async (parsed, stop) =>
        {
            if (!WebDid.TryParse(parsed.GetRequiredValue(name), out var web, out var error)) throw FedException.Input($"{parsed.GetRequiredValue(name)}: {error}.");
            using var resolver = new WebDidResolver(TimeSpan.FromSeconds(10));
            var key = await resolver.ResolveAsync(web, stop);
            if (parsed.GetValue(pins) is { } path)
            {
                var known = File.Exists(path) ? WebPins.Parse(InputFile.ReadText(path), path) : WebPins.None;
                TextFile.Replace(path, known.With(web, key, path).ToText());
            }

            io.Out.WriteLine(parsed.GetValue(json) ? Json.Line(new { name = web.Value, did = key.Value }) : $"{web} is {key}");
            return ExitCode.Ok;
        });
        return resolve;
    }
}
