using System.Globalization;
using System.Text;
using AkkaFederation.Membership;

namespace AkkaFederation.Core.Tests.Membership;

/// <summary>
/// Plays a script: comments (<c>#</c>), and commands each followed by <c>----</c> and what happened meanwhile, up to an empty
/// line. Commands: <c>start N…</c>, <c>kill N…</c>, <c>leave N</c>, <c>cut N… | N…</c> (both ways), <c>cut N -> N</c> (one
/// way), <c>heal</c>, <c>run SECONDS</c>, <c>status</c>. Times are seconds since the start of the command.
/// </summary>
internal sealed class ScenarioPlayer
{
    private readonly VirtualNetwork _network = new(seed: 1, identities: TestIdentities.Quick);
    private readonly StringBuilder _out = new();
    private readonly SortedDictionary<string, int> _messages = new(StringComparer.Ordinal);
    private readonly List<string> _happened = [];
    private readonly List<Func<VirtualNode, VirtualNode, bool>> _cuts = [];
    private readonly Dictionary<VirtualNode, int> _seen = [];
    private readonly Dictionary<int, ulong> _incarnations = [];
    private TimeSpan _began;

    private ScenarioPlayer() => _network.Passes = Passes;

    public static string Play(string script)
    {
        var player = new ScenarioPlayer();
        var skipping = false;
        foreach (var line in script.ReplaceLineEndings("\n").Split('\n'))
        {
            if (skipping && line.Length > 0) continue;
            if (skipping || line.Length == 0 || line[0] == '#')
            {
                if (!skipping && line.Length > 0) player._out.Append(line).Append('\n');
                if (!skipping && line.Length == 0) player._out.Append(player._out.Length > 0 && !player._out.ToString().EndsWith("\n\n", StringComparison.Ordinal) ? "\n" : "");
                skipping = false;
                continue;
            }

            player.Do(line);
            skipping = true;
        }

        return player._out.ToString().TrimEnd('\n') + "\n";
    }

    private void Do(string command)
    {
        _began = _network.Now;
        _happened.Clear();
        _messages.Clear();
        var words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        switch (words[0])
        {
            case "start": foreach (var n in words[1..]) Start(Number(n)); break;
            case "kill": foreach (var n in words[1..]) _network.Kill(Node(n)); break;
            case "leave": Leave(Node(words[1])); break;
            case "cut": Cut(words[1..]); break;
            case "heal": _cuts.Clear(); break;
            case "run": _network.RunFor(TimeSpan.FromSeconds(double.Parse(words[1], CultureInfo.InvariantCulture))); break;
            case "status": Status(); break;
            default: throw new FormatException($"unknown command: {command}");
        }

        CollectEvents();
        _out.Append(command).Append("\n----\n");
        foreach (var line in _happened) _out.Append(line).Append('\n');
        if (_messages.Count > 0) _out.Append("messages: ").AppendJoin(", ", _messages.Select(m => $"{m.Key} {m.Value}")).Append('\n');
        if (_happened.Count + _messages.Count == 0) _out.Append("ok\n");
        _out.Append('\n');
    }

    private void Start(int index)
    {
        var node = _network.Start(index, index == 0 ? [1] : [0]);
        _seen[node] = 0;
    }

    private void Leave(VirtualNode node)
    {
        node.Do(LeaveFederation.Instance);
        _network.Kill(node);
    }

    private void Cut(string[] words)
    {
        var at = Array.FindIndex(words, w => w is "|" or "->");
        var left = words[..at].Select(Number).ToHashSet();
        var right = words[(at + 1)..].Select(Number).ToHashSet();
        var both = words[at] == "|";
        _cuts.Add((from, to) => (left.Contains(from.Index) && right.Contains(to.Index)) || (both && left.Contains(to.Index) && right.Contains(from.Index)));
    }

    private void Status()
    {
        foreach (var node in _network.Nodes.Where(n => n.Running).OrderBy(n => n.Index))
        {
            var views = _network.Nodes.Where(o => o != node).OrderBy(o => o.Index)
                .Select(o => $"n{o.Index} {node.StatusOf(o)?.ToString().ToUpperInvariant() ?? "unknown"}");
            _happened.Add($"n{node.Index} (incarnation {node.Core.Incarnation}): {string.Join(", ", views)}");
        }
    }

    private bool Passes(VirtualNode from, VirtualNode to, MembershipMessage message)
    {
        var name = message.GetType().Name;
        _messages[name] = _messages.GetValueOrDefault(name) + 1;
        return !_cuts.Exists(c => c(from, to));
    }

    private void CollectEvents()
    {
        var lines = new List<(TimeSpan At, string Line)>();
        foreach (var node in _network.Nodes.OrderBy(n => n.Index))
        {
            foreach (var (at, change) in node.Events.Skip(_seen.GetValueOrDefault(node)))
            {
                var peer = _network.Nodes.Find(n => n.Id == change.Peer);
                var from = change.From?.ToString().ToUpperInvariant() ?? "unknown";
                lines.Add((at, $"n{node.Index}: n{peer?.Index} {from} -> {change.To.ToString().ToUpperInvariant()} at incarnation {change.Incarnation} ({change.Cause}: {change.Detail})"));
            }

            _seen[node] = node.Events.Count;
            if (_incarnations.TryGetValue(node.Index, out var former) && node.Core.Incarnation > former)
                lines.Add((_network.Now, $"n{node.Index}: own incarnation {former} -> {node.Core.Incarnation}"));
            _incarnations[node.Index] = node.Core.Incarnation;
        }

        foreach (var (at, line) in lines.OrderBy(l => l.At).ThenBy(l => l.Line, StringComparer.Ordinal))
            _happened.Add(string.Create(CultureInfo.InvariantCulture, $"{(at - _began).TotalSeconds,7:0.000} {line}"));
    }

    private VirtualNode Node(string name) => _network.Nodes.Find(n => n.Index == Number(name))!;

    private static int Number(string name) => int.Parse(name.AsSpan(1), CultureInfo.InvariantCulture);
}
