using Akka.Actor;
using AkkaFederation.Membership;
using AkkaFederation.Wire;
using Google.Protobuf;

namespace AkkaFederation.Consensus;

// Reading: status, committed log, roots, genesis. Answers what this node knows, which may be behind.
internal sealed partial class ConsensusActor
{
    private const int ChunkWeight = 256 * 1024;
    private const int ChunkEntries = 2048;

    private MembershipSnapshot? _membership;

    private string RoleName => _core is null
        ? _founding.Observed is not null || !MayFound ? "OBSERVER" : "FOUNDING"
        : _core.Raft.Role == RaftRole.Learner && !_core.Raft.Configuration.Has(Me) ? "OBSERVER"
        : _core.Raft.Role == RaftRole.PreCandidate ? "PRE-CANDIDATE" : _core.Raft.Role.ToString().ToUpperInvariant();

    private void OnStatusRequest()
    {
        var raft = _core?.Raft;
        var reply = new StatusReply
        {
            Did = Me.Value,
            Role = RoleName,
            Term = Term,
            Leader = raft?.Leader.Value ?? "",
            CommitIndex = raft?.Commit ?? 0,
            LastIndex = raft?.Log.LastIndex ?? 0,
            UptimeMs = (long)(Now - _startedAt).TotalMilliseconds,
        };
        reply.Counters.Add(_counters.All(_core, _snapshotStatus).Select(c => new Counter { Name = c.Name, Value = c.Value }));
        if (_membership is not null) reply.Peers.Add(_membership.Peers.Select(PeerLineOf));
        Sender.Tell(reply, Self);
    }

    private static PeerLine PeerLineOf(MemberView peer) => new()
    {
        Did = peer.Id.Value,
        Endpoint = peer.Endpoint,
        Status = peer.Status.ToString().ToUpperInvariant(),
        RttMs = peer.Rtt?.TotalMilliseconds ?? -1,
    };

    private void OnLogRequest(LogRequest m)
    {
        var from = Math.Max(m.From, 1);
        if (!MayFollow(m, from, _core?.Raft.Commit ?? 0)) TellEntries(Sender, from);
    }

    private void TellEntries(IActorRef asker, ulong from)
    {
        var raft = _core?.Raft;
        var commit = raft?.Commit ?? 0;
        if (raft is null || from > commit) Chunk([]);
        else WithEntries(from, commit, Chunk);

        void Chunk(IReadOnlyList<LogEntry> entries) => asker.Tell(
            new LogChunk { FirstIndex = from, Entries = EntryCodec.Encode(entries), CommitIndex = commit, FirstAvailable = raft?.Log.FirstIndex ?? 1 }, Self);
    }

    private void OnReadIndex(ReadIndexQuery m)
    {
        if (_core is null)
        {
            Sender.Tell(new ReadIndexReply { Outcome = ReadOutcome.ReadNotVoter }, Self);
            return;
        }

        _core.Read(new ReadRequest(Now + TimeSpan.FromMilliseconds(Math.Min(m.TtlMs, LongestTtlMs)), Sender));
        QueueFlush();
    }

    private void Answer(ReadReply read)
    {
        var outcome = read.Verdict switch
        {
            ReadVerdict.Ready => ReadOutcome.ReadReady,
            ReadVerdict.Expired => ReadOutcome.ReadExpired,
            _ => ReadOutcome.ReadRefused,
        };
        if (read.ReplyTo is WaitingQuestion waiting) Answer(waiting, outcome);
        else ((IActorRef)read.ReplyTo).Tell(new ReadIndexReply { Outcome = outcome, Index = read.Index }, Self);
    }

    private void OnRootRequest(RootRequest m)
    {
        var known = _core is not null && m.Size <= _core.Raft.Commit;
        var asker = Sender;
        if (known) WithTree([m.Size], [], Reply);
        else Reply(false);

        void Reply(bool can) =>
            asker.Tell(new RootReply { Size = m.Size, Root = can ? ByteString.CopyFrom(_core!.Raft.Log.Tree.Root(m.Size)) : ByteString.Empty }, Self);
    }

    private void OnGenesisRequest()
    {
        var signed = _founding.Founded ?? _founding.Observed;
        Sender.Tell(signed is null ? new GenesisReply() : new GenesisReply { Genesis = SealCodec.Encode(signed) }, Self);
    }
}
