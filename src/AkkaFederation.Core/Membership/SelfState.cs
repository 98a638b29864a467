using AkkaFederation.Identity;

namespace AkkaFederation.Membership;

/// <summary>
/// What this node says about itself. Its incarnation rises only here: to refute, or past what an earlier life of the
/// same key has said.
/// </summary>
internal sealed class SelfState
{
    private readonly ISigner _signer;
    private readonly ulong _epoch;
    private ulong _sequence;

    /// <param name="record">The node's record; signed here, incarnation 1 for a first life.</param>
    /// <param name="epoch">Differs from life to life (a start time will do); only orders this node's own words.</param>
    public SelfState(PeerRecord record, ulong epoch, ISigner signer)
    {
        _signer = signer;
        _epoch = epoch;
        Incarnation = Math.Max(1, record.Incarnation);
        Record = PeerRecordCodec.Sign(record with { Incarnation = Incarnation }, signer);
    }

    public Did Id => Record.PeerId;

    public string ClusterId => Record.ClusterId;

    public PeerRecord Record { get; private set; }

    public ulong Incarnation { get; private set; }

    public bool Leaving { get; private set; }

    /// <summary>A refutation: the same record, one incarnation higher.</summary>
    public Assertion Refute()
    {
        Incarnation++;
        return Sign(AssertionKind.Alive, Id, Incarnation);
    }

    /// <summary>A record above everything that an earlier life has said.</summary>
    public PeerRecord OutliveEarlierLife(ulong incarnation)
    {
        Incarnation = Math.Max(Incarnation, incarnation) + 1;
        Record = PeerRecordCodec.Sign(Record with { Incarnation = Incarnation }, _signer);
        return Record;
    }

    public Assertion Leave()
    {
        Leaving = true;
        return Sign(AssertionKind.Leave, Id, Incarnation);
    }

    public Assertion Suspect(Did subject, ulong incarnation) => Sign(AssertionKind.Suspect, subject, incarnation);

    /// <summary>Proof of life for one probe: signed over its nonce, so it serves for no other.</summary>
    public Assertion Prove(ulong nonce) => AssertionCodec.Sign(
        New(AssertionKind.Proof, Id, Incarnation) with { Epoch = nonce, Sequence = 0 }, _signer);

    /// <summary>An echo of what this life of the node has said; a farewell never is one, since nothing is heard after it.</summary>
    public bool IsMine(Assertion assertion) =>
        assertion.Kind == AssertionKind.Alive && assertion.Asserter == Id && assertion.Epoch == _epoch && assertion.Incarnation <= Incarnation;

    private Assertion Sign(AssertionKind kind, Did subject, ulong incarnation)
    {
        _sequence++;
        return AssertionCodec.Sign(New(kind, subject, incarnation), _signer);
    }

    private Assertion New(AssertionKind kind, Did subject, ulong incarnation) => new()
    {
        ClusterId = ClusterId,
        Kind = kind,
        Subject = subject,
        Asserter = Id,
        Incarnation = incarnation,
        Epoch = _epoch,
        Sequence = _sequence,
    };
}
