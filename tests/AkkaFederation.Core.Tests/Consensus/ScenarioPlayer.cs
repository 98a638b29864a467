using System.Globalization;
using System.Text;
using AkkaFederation.Consensus;
using AkkaFederation.Identity;

namespace AkkaFederation.Core.Tests.Consensus;

/// <summary>
/// Plays a script on a simulated federation: comments (<c>#</c>), and commands each followed by <c>----</c> and what happened
/// meanwhile, up to an empty line. Commands: <c>found COUNT</c> (nodes n1…, until one leads), <c>kill N</c>, <c>start N</c>,
/// <c>term N T</c> (a dead node's disk gets that term), <c>transfer N N</c>, <c>leave N</c>, <c>propose N COUNT</c>,
/// <c>cut N</c> (from all, both ways), <c>drop TYPE N -> N</c>, <c>heal</c>, <c>pause N</c>, <c>resume N</c>,
/// <c>hang N</c> (its disk), <c>join</c> (one node more, which asks to be let in), <c>promote N</c>, <c>add N</c> and
/// <c>remove N</c> (put to the leader, with its answer), <c>run MS</c>, <c>status</c>. <c>leader</c> stands for the node that leads, <c>f1</c>, <c>f2</c>…
/// for the others in their order. Times are milliseconds since the start of the command.
/// </summary>
internal sealed class ScenarioPlayer
{
    private readonly StringBuilder _out = new();
    private readonly List<string> _happened = [];
    private readonly SortedDictionary<string, int> _messages = new(StringComparer.Ordinal);
    private readonly Dictionary<Did, (RaftRole Role, ulong Term, Did Leader)> _seen = [];
    private readonly Dictionary<string, SimNode> _aliases = [];
    private readonly List<Func<PeerMessage, bool>> _drops = [];
    private SimCluster _cluster = null!;
    private ulong _session;
    private TimeSpan _began;

    public static string Play(string script)
    {
        var player = new ScenarioPlayer();
        var blocks = script.ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        foreach (var block in blocks)
        {
            foreach (var line in block.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                if (line == "----") break;
                if (line[0] == '#') player._out.Append(line).Append('\n');
                else player.Do(line);
            }

            player._out.Append('\n');
        }

        return player._out.ToString().TrimEnd('\n') + "\n";
    }

    private void Do(string command)
    {
        _began = _cluster?.Now ?? default;
        _happened.Clear();
        _messages.Clear();
        Carry(command.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        _out.Append(command).Append("\n----\n");
        foreach (var line in _happened) _out.Append(line).Append('\n');
        if (_messages.Count > 0) _out.Append("messages: ").AppendJoin(", ", _messages.Select(m => $"{m.Key} {m.Value}")).Append('\n');
        if (_happened.Count + _messages.Count == 0) _out.Append("ok\n");
    }

    private void Carry(string[] words)
    {
        switch (words[0])
        {
            case "found": Found(Number(words[1])); break;
            case "kill": Node(words[1]).Crash(); break;
            case "start": Node(words[1]).Start(); break;
            case "term": Node(words[1]).Disk.Write(new PersistBatch(0, new HardState((ulong)Number(words[2]), default), 0, [], 0)); break;
            case "transfer": Node(words[1]).Do(core => Assert.True(core.Raft.Transfer(Node(words[2]).Id, _cluster.Now))); break;
            case "leave": Node(words[1]).Do(core => core.Leave(_cluster.Now)); break;
            case "propose": Propose(Node(words[1]), Number(words[2])); break;
            case "cut": _cluster.Network.CutOff(Node(words[1]).Id); break;
            case "drop": Drop(words[1], Node(words[2]).Id, Node(words[4]).Id); break;
            case "heal": Heal(); break;
            case "pause": Node(words[1]).Paused = true; break;
            case "resume": Node(words[1]).Paused = false; break;
            case "hang": Node(words[1]).DiskHangs = true; break;
            case "join": _cluster.Join(); break;
            case "add": Change(VoterChange.Add(Node(words[1]).Id)); break;
            case "promote": Change(VoterChange.Promote(Node(words[1]).Id)); break;
            case "remove": Change(VoterChange.Remove(Node(words[1]).Id)); break;
            case "run": _cluster.RunFor(Number(words[1])); break;
            case "status": Status(); break;
            default: throw new FormatException($"unknown command: {string.Join(' ', words)}");
        }
    }

    private void Found(int count)
    {
        _cluster = new SimCluster(1, count) { Observer = Observe };
        _cluster.Network.Filter = Passes;
        foreach (var node in _cluster.Nodes) Observe(node);
        _session = _cluster.OpenSession();
        _cluster.RunFor(200);
        _aliases["leader"] = _cluster.ElectLeader();
        foreach (var (node, i) in _cluster.Nodes.Where(n => n != _cluster.Leader).Select((n, i) => (n, i))) _aliases[$"f{i + 1}"] = node;
    }

    private void Propose(SimNode node, int count)
    {
        for (var i = 0; i < count; i++) _cluster.Propose(node, _session);
    }

    private void Change(VoterChange change)
    {
        var request = _cluster.Change(_cluster.Leader!, change);
        _cluster.RunUntil(() => _cluster.Checker.Voters.Find(request) is not null, "an answer");
        var reply = _cluster.Checker.Voters.Find(request)!;
        _happened.Add(reply.Verdict == ChangeVerdict.Done ? $"done with entry {reply.Epoch}" : $"{reply.Verdict}: {reply.Reason}");
    }

    private void Drop(string type, Did from, Did to) => _drops.Add(m => m.GetType().Name == type && m.From == from && m.To == to);

    private void Heal()
    {
        _drops.Clear();
        _cluster.Network.Heal();
        foreach (var node in _cluster.Nodes) node.DiskHangs = false;
    }

    private bool Passes(PeerMessage message)
    {
        var name = message.GetType().Name;
        _messages[name] = _messages.GetValueOrDefault(name) + 1;
        return _drops.Exists(d => d(message));
    }

    private void Observe(SimNode node)
    {
        var raft = node.Raft;
        var now = (raft.Role, raft.Term, raft.Leader);
        if (!_seen.TryGetValue(node.Id, out var before)) before = (RaftRole.Follower, 0, default);
        if (now == before) return;
        _seen[node.Id] = now;
        var leader = raft.Leader.IsEmpty ? "nobody" : Name(raft.Leader);
        _happened.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"{(_cluster.Now - _began).TotalMilliseconds,7:0.0} {Name(node.Id)}: {Text(raft.Role)} in term {raft.Term}{(raft.Role is RaftRole.Follower or RaftRole.Learner ? $", follows {leader}" : "")}"));
    }

    private void Status()
    {
        foreach (var node in _cluster.Nodes.Where(n => n.Alive))
        {
            var raft = node.Raft;
            _happened.Add($"{Name(node.Id)}: {Text(raft.Role)} in term {raft.Term}, last {raft.Log.LastIndex}, commit {raft.Commit}"
                + (raft.Successor.IsEmpty ? "" : $", hands over to {Name(raft.Successor)}") + (raft.MayLeave ? ", may leave" : "")
                + (raft.Configuration.Epoch == 0 ? "" : $", voters {Names(raft.Configuration.Voters)}{(raft.Configuration.Learners.Count == 0 ? "" : $", learners {Names(raft.Configuration.Learners)}")} of entry {raft.Configuration.Epoch}"));
            foreach (var f in raft.Followers)
                _happened.Add($"  {Name(f.Id)}: {(f.Probing ? "probe" : "replicate")}, match {f.Match}, next {f.Next}, in flight {f.InFlight}");
        }
    }

    private SimNode Node(string name) => _aliases.TryGetValue(name, out var node) ? node : _cluster.Nodes[Number(name[1..]) - 1];

    private string Name(Did id) => $"n{Array.FindIndex(_cluster.Names, n => n == id) + 1}";

    private string Names(IEnumerable<Did> ids) => string.Join(' ', ids.Select(Name).Order(StringComparer.Ordinal));

    private static string Text(RaftRole role) => role == RaftRole.PreCandidate ? "PRE-CANDIDATE" : role.ToString().ToUpperInvariant();

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
