using Akka.Actor;
using AkkaFederation.Hosting;

namespace AkkaFederation.Consensus;

// The log as a store: what has left memory is read back, for the core and for those who ask.
internal sealed partial class ConsensusActor
{
    // Questions about old entries that wait for the disk; more are refused.
    private const int MaxQuestions = 1024;
    private readonly Queue<TreeQuestion> _treeQuestions = new();
    private IActorRef _logReader = ActorRefs.Nobody;
    private IActorRef _tiles = ActorRefs.Nobody;
    private int _entryQuestions;

    /// <summary>Where the parts of the history tree are kept that have left memory.</summary>
    internal static string TilesId(string persistenceId) => persistenceId + "-tiles";

    private void StartStore()
    {
        _logReader = Context.ActorOf(LogReaderActor.Props(new JournalLogReader(Journal, PersistenceId)), LogReaderActor.Name);
        _tiles = Context.ActorOf(TileStoreActor.Props(SnapshotStore, TilesId(PersistenceId)), TileStoreActor.Name);
    }

    private void CarryOut(ConsensusEffects effects)
    {
        if (effects.Tile is { } tile) _tiles.Tell(tile);
        foreach (var wanted in effects.Wanted) Read(wanted.From, wanted.Before, wanted);
    }

    private void Read(ulong from, ulong before, object context)
    {
        if (_recovered.Places.Find(from) is { } span) _logReader.Tell(new LogReaderActor.Read(span, from, Math.Min(before, span.Before), context));
        else Self.Tell(new LogReaderActor.Entries(context, from, []), Self);
    }

    private void OnEntries(LogReaderActor.Entries m)
    {
        if (_core is null) return;
        var log = _core.Raft.Log;
        if (m.Found.Count == 0 && m.From >= log.FirstIndex && m.From < log.WindowFirst)
        {
            End($"the journal in {_runtime.Settings.DataDirectory} lacks entry {m.From} of the log, which was durable: restore the whole folder "
                + "from a back-up and give the node a new key", exitCode: FederationStartException.FailureExitCode);
            return;
        }

        if (m.Context is EntriesWanted wanted)
        {
            _core.Raft.EntriesRead(wanted, m.Found);
            QueueFlush();
            return;
        }

        _entryQuestions--;
        ((Action<IReadOnlyList<LogEntry>>)m.Context)(m.Found);
    }

    private void OnStoreFailed(string what, Exception cause) =>
        End($"the log in {_runtime.Settings.DataDirectory} cannot be {what}: {cause.Message}", cause, FederationStartException.FailureExitCode);

    private void OnTileStored(TileStoreActor.Stored m)
    {
        _core?.Raft.TileStored(m.Number);
        QueueFlush();
    }

    /// <summary>
    /// Calls back with entries from <paramref name="from"/> on, at once if they are in memory; with none if they are compacted,
    /// or if too many ask.
    /// </summary>
    private void WithEntries(ulong from, ulong to, Action<IReadOnlyList<LogEntry>> then)
    {
        var log = _core!.Raft.Log;
        if (log.TryGet(from) is not null)
        {
            then(log.Slice(from, to, ChunkWeight, ChunkEntries));
        }
        else if (from < log.FirstIndex || _entryQuestions >= MaxQuestions)
        {
            then([]);
        }
        else
        {
            _entryQuestions++;
            Read(from, to + 1, then);
        }
    }

    /// <summary>
    /// Calls back once roots of these sizes, and proofs of these leaves (counted from 0), can be computed: at once if all of
    /// it is in memory. False: a part is not on this node, or too many ask.
    /// </summary>
    private void WithTree(ulong[] sizes, ulong[] leaves, Action<bool> then)
    {
        if (_core!.Raft.Log.Tree.MissingTiles(sizes, leaves).Count == 0)
        {
            then(true);
            return;
        }

        if (_treeQuestions.Count >= MaxQuestions)
        {
            then(false);
            return;
        }

        _treeQuestions.Enqueue(new TreeQuestion(sizes, leaves, then));
        if (_treeQuestions.Count == 1) LoadTiles();
    }

    // One question after the other, so that no question's tiles push out another's.
    private void LoadTiles()
    {
        while (_treeQuestions.TryPeek(out var question))
        {
            var missing = _core!.Raft.Log.Tree.MissingTiles(question.Sizes, question.Leaves);
            if (missing.Count > 0)
            {
                _tiles.Tell(new TileStoreActor.Load(missing[0]));
                return;
            }

            _treeQuestions.Dequeue().Then(true);
        }
    }

    private void OnTileLoaded(TileStoreActor.Loaded m)
    {
        if (_core is null) return;
        try
        {
            if (m.Tile is null) _treeQuestions.Dequeue().Then(false);
            else _core.Raft.Log.Tree.Load(m.Tile);
            LoadTiles();
        }
        catch (FormatException damaged)
        {
            OnStoreFailed("used", damaged);
        }
    }

    // A proposal that was sent again long after it was committed.
    private bool IsOld(ProposalReply reply)
    {
        if (reply.Seal is not { } seal || _core is null) return false;
        var log = _core.Raft.Log;
        return log.TryGet(reply.Index) is null || log.Tree.MissingTiles([seal.Statement.Size], [reply.Index - 1]).Count > 0;
    }

    // Where the payload is compacted away, the answer is the index alone.
    private void AnswerOld(ProposalReply reply) => WithEntries(reply.Index, reply.Index, entries =>
        WithTree([reply.Seal!.Statement.Size], [reply.Index - 1], can =>
        {
            if (_core is null) return;
            var builder = new AnswerBuilder(_core.Raft, UnixMs);
            builder.Add(can && entries.Count > 0 ? reply : reply with { Seal = null }, entries.Count > 0 ? entries[0] : null);
            ((IActorRef)reply.ReplyTo).Tell(Complete(builder.Answers), Self);
        }));

    private sealed record TreeQuestion(ulong[] Sizes, ulong[] Leaves, Action<bool> Then);
}
