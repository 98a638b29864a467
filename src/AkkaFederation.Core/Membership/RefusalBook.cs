using System.Collections.Immutable;
using AkkaFederation.Identity;

namespace AkkaFederation.Membership;

/// <summary>One kind of refused statement from one relayer: how often, when last, and what it was.</summary>
internal sealed record RefusalNote(Did From, MembershipRefusal Reason, long Times, TimeSpan LastAt, string LastDetail);

/// <summary>
/// Who passed on what had to be refused: forged, replayed, foreign or revoked statements. One note for each relayer and
/// reason, the longest unheard-of making room, so that a flood of names cannot grow it. Time is an argument.
/// </summary>
/// <remarks>Invariant 1: at most <see cref="MaxNotes"/> notes. Invariant 2: a note's count never falls while it is kept.</remarks>
internal sealed class RefusalBook
{
    public const int MaxNotes = 256;
    private const int MaxDetail = 256;
    private readonly List<RefusalNote> _notes = [];

    /// <summary>The notes, the newest last.</summary>
    public ImmutableArray<RefusalNote> Notes => [.. _notes];

    public void Note(Did from, MembershipRefusal reason, string detail, TimeSpan now)
    {
        var at = _notes.FindIndex(n => n.From == from && n.Reason == reason);
        var times = at < 0 ? 1 : _notes[at].Times + 1;
        if (at >= 0) _notes.RemoveAt(at);
        else if (_notes.Count == MaxNotes) _notes.RemoveAt(0);
        _notes.Add(new RefusalNote(from, reason, times, now, detail.Length > MaxDetail ? detail[..MaxDetail] : detail));
    }
}
