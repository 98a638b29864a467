using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using AkkaFederation.Node.Hosting;
using AkkaFederation.Settings;
using Microsoft.Extensions.Logging;

namespace AkkaFederation.Node.Cli;

/// <summary><c>fed node</c>: one peer of the federation, in the foreground until it is told to stop.</summary>
internal static class NodeCommand
{
    public static Command Create(CliIo io)
    {
        var config = new Option<string>("--config") { Description = "Configuration in HOCON; hocon/reference.conf lists every key.", HelpName = "FILE", Required = true };
        var name = Text("--name", "Name for people (federation.node.name).", "NAME");
        var host = Text("--host", "Address to listen on (federation.node.host).", "HOST");
        var port = Text("--port", "Port to listen on, 0 for a free one (federation.node.port).", "PORT");
        var seeds = new Option<string[]>("--seed") { Description = "Node to contact at start, host:port or https://host:port; may be repeated (federation.seed-nodes).", HelpName = "ADDRESS" };
        var http = Text("--http-port", "Serve HTTPS on this port, 0 for a free one (federation.http.enabled and .port).", "PORT");
        var data = Text("--data-dir", "Folder of the database (federation.data-dir).", "DIR");
        var trust = Text("--trust", "How peers are trusted: ca, pinned or tofu (federation.identity.trust). Naming tofu here accepts its risk: whoever answers first at an address is believed.", "POLICY");
        var level = new Option<LogLevel>("--log-level") { Description = "Least level of log lines on standard error.", HelpName = "LEVEL", DefaultValueFactory = _ => LogLevel.Information };
        var parent = new Option<bool>("--exit-with-parent") { Description = "Stop when standard input closes, as it does when the program that started this one ends." };
        var uncertified = new Option<bool>(NodeOptions.UncertifiedFlag) { Hidden = true };
        var json = CommonOptions.Json();
        var command = new FedCommand("node", "Run a node. Flags go before the environment (FED__NODE__PORT=2552), and that before the file. Ctrl-C or SIGTERM stops it in good order.",
            "fed node --config node.conf", "fed node --config node.conf --name atlas-1 --port 2551 --seed 10.0.0.2:2551 --seed 10.0.0.3:2551") { config, name, host, port, http, seeds, data, trust, level, parent, uncertified, json };
        command.SetAction((parsed, stop) =>
        {
            var overrides = new List<SettingOverride>();
            Add(overrides, "federation.node.name", parsed.GetValue(name), "--name");
            Add(overrides, "federation.node.host", parsed.GetValue(host), "--host");
            Add(overrides, "federation.node.port", parsed.GetValue(port), "--port");
            Add(overrides, "federation.http.enabled", parsed.GetValue(http) is null ? null : "on", "--http-port");
            Add(overrides, "federation.http.port", parsed.GetValue(http), "--http-port");
            Add(overrides, "federation.data-dir", parsed.GetValue(data) is { } dir ? Path.GetFullPath(dir) : null, "--data-dir");
            Add(overrides, "federation.identity.trust", parsed.GetValue(trust), "--trust");
            if (parsed.GetValue(trust) == "tofu") Add(overrides, "federation.identity.tofu.accept-the-risk", "on", "--trust");
            if (parsed.GetValue(seeds) is { Length: > 0 } given)
                overrides.Add(new SettingOverride("federation.seed-nodes", $"[{string.Join(", ", given)}]", "--seed"));
            var sources = new ConfigurationSources { Overrides = [.. overrides] };
            var options = new NodeOptions(parsed.GetRequiredValue(config), sources, parsed.GetRequiredValue(level), parsed.GetValue(parent), parsed.GetValue(json)) { Uncertified = parsed.GetValue(uncertified) };
            return NodeProgram.RunAsync(io, options, stop);
        });
        return command;
    }

    private static Option<string?> Text(string name, string description, string helpName) => new(name) { Description = description, HelpName = helpName };

    private static void Add(List<SettingOverride> overrides, string key, string? value, string flag)
    {
        if (value is not null)
            overrides.Add(new SettingOverride(key, value, flag));
    }
}
