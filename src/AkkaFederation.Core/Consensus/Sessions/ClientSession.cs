using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// One session as its applied entries have left it. Where its proposals were applied is kept in a ring over the last
/// <see cref="SessionTerms.Window"/> sequence numbers, which grows only as far as numbers in use are apart; older ones are
/// forgotten, so that a session has a bound however many proposals it carries.
/// </summary>
/// <remarks>Invariant 1: no slot holds a number above <see cref="Highest"/>, and each number stands in one slot at most.</remarks>
internal sealed class ClientSession(ulong number, Did origin, ulong nonce, SessionTerms terms, ulong openedAt)
{
    private Slot[] _ring = new Slot[8];

    public ulong Number { get; } = number;

    public Did Origin { get; } = origin;

    /// <summary>What the origin opened it with, so that a repeated opening finds it.</summary>
    public ulong Nonce { get; } = nonce;

    public SessionTerms Terms { get; } = terms;

    /// <summary>Log time of its newest entry.</summary>
    public ulong LastActive { get; private set; } = openedAt;

    public ulong Highest { get; private set; }

    /// <summary>Numbers up to here are forgotten.</summary>
    public ulong Floor => Highest > Terms.Window ? Highest - Terms.Window : 0;

    /// <summary>The log time after which it has expired.</summary>
    public ulong ExpiresAfter => LastActive + Terms.TtlMs;

    /// <summary>Places that the ring has; for tests of its bound.</summary>
    public int Capacity => _ring.Length;

    public void Touch(ulong time) => LastActive = Math.Max(LastActive, time);

    public SessionSlot Find(ulong seq)
    {
        if (seq <= Floor || seq > Highest) return default;
        var slot = _ring[seq & (ulong)(_ring.Length - 1)];
        return slot.Seq == seq ? new SessionSlot(slot.Kind, slot.Index) : default;
    }

    /// <summary>Settles a number, once: the caller has looked that it is above the floor and not settled.</summary>
    public void Settle(ulong seq, SlotKind kind, ulong index)
    {
        Highest = Math.Max(Highest, seq);
        while (true)
        {
            ref var slot = ref _ring[seq & (ulong)(_ring.Length - 1)];
            if (slot.Kind == SlotKind.Empty || slot.Seq <= Floor)
            {
                slot = new Slot(seq, index, kind);
                return;
            }

            Grow();
        }
    }

    public void Write(StatementWriter writer)
    {
        writer.U64(Number).Did(Origin).U64(Nonce).U64(Terms.TtlMs).U32(Terms.Window).U64(LastActive).U64(Highest);
        var used = Used();
        writer.U32((uint)used.Length);
        foreach (var slot in used) writer.U64(slot.Seq).U64(slot.Index).U8((byte)slot.Kind);
    }

    public static ClientSession Read(ref StatementReader reader)
    {
        var (number, origin, nonce) = (reader.U64(), reader.Did(), reader.U64());
        var terms = new SessionTerms(reader.U64(), reader.U32());
        var session = new ClientSession(number, origin, nonce, terms, reader.U64()) { Highest = reader.U64() };
        if (!reader.Failed && !terms.AreInBounds(out var error)) reader.Fail(error);
        var count = reader.U32();
        if (!reader.Failed && count > terms.Window) reader.Fail($"session {number} keeps more than its window");
        for (var i = 0U; i < count && !reader.Failed; i++) session.ReadSlot(ref reader);
        return session;
    }

    public void CheckInvariants()
    {
        var used = Used();
        for (var i = 0; i < used.Length; i++)
        {
            if (used[i].Seq > Highest || (i > 0 && used[i].Seq == used[i - 1].Seq))
                throw new InvalidOperationException($"Invariant 1: session {Number} holds {used[i].Seq}.");
        }
    }

    private void ReadSlot(ref StatementReader reader)
    {
        var (seq, index, kind) = (reader.U64(), reader.U64(), (SlotKind)reader.U8());
        if (reader.Failed) return;
        if (kind is SlotKind.Empty or > SlotKind.Fenced || seq <= Floor || seq > Highest || Find(seq).Kind != SlotKind.Empty)
            reader.Fail($"session {Number} holds a wrong answer {seq}");
        else
            Settle(seq, kind, index);
    }

    private Slot[] Used() => [.. _ring.Where(s => s.Kind != SlotKind.Empty && s.Seq > Floor).OrderBy(s => s.Seq)];

    // Two numbers of the window share a place: twice the places keep them apart, at the latest when there are as many as the
    // window is wide.
    private void Grow()
    {
        var old = _ring;
        _ring = new Slot[old.Length * 2];
        foreach (var slot in old)
        {
            if (slot.Kind != SlotKind.Empty && slot.Seq > Floor) _ring[slot.Seq & (ulong)(_ring.Length - 1)] = slot;
        }
    }

    private readonly record struct Slot(ulong Seq, ulong Index, SlotKind Kind);
}

/// <summary>How a sequence number of a session was settled.</summary>
internal enum SlotKind : byte
{
    Empty = 0,

    /// <summary>Applied at the index.</summary>
    Applied = 1,

    /// <summary>Fenced by a resolution at the index.</summary>
    Fenced = 2,
}

internal readonly record struct SessionSlot(SlotKind Kind, ulong Index)
{
    public bool IsApplied => Kind == SlotKind.Applied;
}
