using Akka.Actor;
using AkkaFederation.Wire;

namespace AkkaFederation.Consensus;

/// <summary>
/// The newest proposals that this node has answered with anything but "committed", numbered from 1 in each life of the node;
/// and who waits for the next one.
/// </summary>
internal sealed class AbortLog(ulong life)
{
    public const int Kept = 10_000;
    private const int InOneChunk = 256;
    private readonly Queue<AbortLine> _lines = new();
    private readonly List<(IActorRef Asker, ulong Life, ulong From, TimeSpan Until)> _waiting = [];
    private ulong _next = 1;

    private ulong First => _next - (ulong)_lines.Count;

    public TimeSpan? NextTimeout => _waiting.Count == 0 ? null : _waiting.Min(w => w.Until);

    public void Add(ProposalReply reply, ulong unixMs)
    {
        var key = reply.Proposal.Key;
        _lines.Enqueue(new AbortLine
        {
            Number = _next++,
            Origin = key.Origin.Value,
            Session = key.Session,
            Seq = key.Seq,
            Term = reply.Proposal.ProposalTerm,
            State = (uint)(reply.Verdict switch
            {
                ProposalVerdict.Aborted => ProposalState.Aborted,
                ProposalVerdict.Expired => ProposalState.Expired,
                _ => ProposalState.Indeterminate,
            }),
            Cause = (uint)reply.Cause,
            Reason = reply.Reason,
            AtMs = unixMs,
        });
        if (_lines.Count > Kept) _lines.Dequeue();
    }

    /// <summary>Lets somebody wait for what comes from a number on; false if nobody more can wait.</summary>
    public bool Ask(IActorRef asker, ulong ofLife, ulong from, TimeSpan until)
    {
        var room = _waiting.Count < FollowLimits.MostWaiting;
        _waiting.Add((asker, ofLife, from, room ? until : TimeSpan.Zero));
        return room;
    }

    /// <summary>Who is to be answered now: there is news for them, or their time is out.</summary>
    public List<(IActorRef Asker, ulong Life, ulong From)> TakeServed(TimeSpan now)
    {
        var served = _waiting.Where(Due).Select(w => (w.Asker, w.Life, w.From)).ToList();
        _waiting.RemoveAll(Due);
        return served;

        bool Due((IActorRef Asker, ulong Life, ulong From, TimeSpan Until) w) => w.Until <= now || IsOther(w.Life) || w.From < _next;
    }

    public AbortsChunk Chunk(ulong ofLife, ulong from)
    {
        var chunk = new AbortsChunk { Life = life, FirstAvailable = First, Next = _next };
        if (IsOther(ofLife) || (from > 0 && from < First)) return chunk;
        chunk.Lines.AddRange(_lines.Where(l => l.Number >= from).Take(InOneChunk));
        if (chunk.Lines.Count > 0) chunk.Next = chunk.Lines[^1].Number + 1;
        return chunk;
    }

    private bool IsOther(ulong ofLife) => ofLife != 0 && ofLife != life;
}
