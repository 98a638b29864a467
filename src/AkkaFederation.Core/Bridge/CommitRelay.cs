namespace AkkaFederation.Bridge;

/// <summary>What a commit relay may be told.</summary>
internal abstract record RelayInput;

/// <summary>The time for the next question has come.</summary>
internal sealed record RelayTick : RelayInput;

/// <summary>This node leads the federation in this term.</summary>
internal sealed record RelayLeads(ulong Term) : RelayInput;

/// <summary>Somebody else leads, or nobody.</summary>
internal sealed record RelayFollows : RelayInput;

/// <summary>Somebody has published the commit of this index.</summary>
internal sealed record RelaySeen(ulong Index) : RelayInput;

/// <summary>The answer to <see cref="RelayEffect.Ask"/>: terms of the committed entries from an index on, and the commit index.</summary>
internal sealed record RelayChunk(ulong First, IReadOnlyList<ulong> Terms, ulong Commit) : RelayInput;

/// <summary>What a commit relay wants done.</summary>
internal abstract record RelayEffect
{
    /// <summary>Ask this node's log for what is committed from this index on; nothing is, beyond the end.</summary>
    public sealed record Ask(ulong From) : RelayEffect;

    /// <summary>Publish these entries of the chunk that has just come: <paramref name="Count"/> from <paramref name="First"/> on.</summary>
    public sealed record Publish(ulong First, int Count) : RelayEffect;
}

/// <summary>
/// Decides which node publishes which commit to the world outside the federation. The leader publishes, in the order of the
/// log; the others listen, so that whoever leads next goes on where it stopped. At least once: over a change of leader a few
/// commits may be published twice, with the same index. Nothing is published of the time before the relay began: a leader
/// that has heard no publication begins with what is committed in its own term.
/// </summary>
/// <remarks>
/// Publications are not authenticated, so they only say where a new leader begins, and never beyond what its own log has
/// committed: a false one costs a repetition or a gap at one election, and cannot silence a leader.
/// Invariants: (1) one question is open at a time; (2) within one term a leader publishes no index twice and leaves none
/// out; (3) a node that does not lead publishes nothing. Left out: what was committed before, which readers of the log have.
/// </remarks>
internal sealed class CommitRelay
{
    /// <summary>Ticks after which an unanswered question is asked again: the room that was asked may have been made anew.</summary>
    public const int Patience = 20;
    private const ulong JustTheCommitIndex = ulong.MaxValue;
    private readonly List<RelayEffect> _effects = [];
    private ulong? _term;
    private ulong? _next;
    private ulong? _seen;
    private ulong _sinceTerm;
    private ulong? _asked;
    private int _waited;
    private ulong _published;

    public IReadOnlyList<RelayEffect> Effects => _effects;

    public void ClearEffects() => _effects.Clear();

    public void Step(RelayInput input)
    {
        switch (input)
        {
            case RelayTick: OnTick(); break;
            case RelayLeads leads: Lead(leads.Term); break;
            case RelayFollows: Lead(null); break;
            case RelaySeen seen: _seen = Math.Max(_seen ?? 0, seen.Index); break;
            case RelayChunk chunk: OnChunk(chunk); break;
            default: throw new ArgumentException($"Not an input of a relay: {input.GetType().Name}.", nameof(input));
        }
    }

    public void CheckInvariants()
    {
        if (_term is null && (_next is not null || _asked is not null)) throw new InvalidOperationException("relay 3: a node that does not lead has something to publish");
        if (_next is { } next && _published >= next) throw new InvalidOperationException($"relay 2: {_published} is published and {next} is next");
    }

    // Each leadership begins anew: what was published in between is known from listening alone.
    private void Lead(ulong? term)
    {
        if (term == _term) return;
        (_term, _next, _asked, _waited, _published) = (term, null, null, 0, 0);
    }

    private void OnTick()
    {
        if (_term is null || (_asked is not null && ++_waited < Patience)) return;
        (_asked, _waited) = (_next ?? JustTheCommitIndex, 0);
        _effects.Add(new RelayEffect.Ask(_asked.Value));
    }

    private void OnChunk(RelayChunk chunk)
    {
        if (_asked != chunk.First) return;
        _asked = null;
        if (_next is null) Begin(chunk.Commit);
        else Publish(chunk);
    }

    private void Begin(ulong commit)
    {
        _sinceTerm = _seen is null ? _term!.Value : 0;
        _next = Math.Min(_seen ?? commit, commit) + 1;
    }

    private void Publish(RelayChunk chunk)
    {
        var skip = 0;
        while (skip < chunk.Terms.Count && chunk.Terms[skip] < _sinceTerm) skip++;
        var count = chunk.Terms.Count - skip;
        _next = chunk.First + (ulong)chunk.Terms.Count;
        if (count == 0) return;
        _published = _next.Value - 1;
        _seen = Math.Max(_seen ?? 0, _published);
        _effects.Add(new RelayEffect.Publish(chunk.First + (ulong)skip, count));
    }
}
