using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// The leader's side of seals: gathers signatures until a quorum of verified ones stands under a seal that is committed.
/// Only as many signatures are verified as are needed; the others wait as spares in case one proves wrong.
/// </summary>
/// <remarks>
/// Invariants: 1. a certified seal has at least a majority of its epoch's voters' verified signatures and its size is
/// committed; the first of an epoch has a majority of the voters before as well (a link).
/// 2. sizes of certified seals never decrease. 3. no voter counts twice.
/// </remarks>
internal sealed class SealCollector(RaftCore raft)
{
    // Seals that wait for signatures; a leader that stays without a quorum steps down long before this matters.
    private const int MaxOpen = 1024;
    private readonly SortedDictionary<ulong, OpenSeal> _open = [];
    private ulong _newestOpened;

    /// <summary>Signatures wanted under a seal; more than a majority only while a proposal asks for more.</summary>
    public int Wanted { get; set; }

    /// <summary>The newest certified seal of this leader's term.</summary>
    public CertifiedSeal? Newest { get; private set; }

    /// <summary>Size of the newest seal that lacks signatures, or 0.</summary>
    public ulong NewestMissed => _open.Count == 0 ? 0 : _newestOpened;

    /// <summary>Signatures that did not verify.</summary>
    public long Rejected { get; private set; }

    /// <summary>Whether a seal over entry <paramref name="index"/> is yet to be certified.</summary>
    public bool Awaits(ulong index) => NewestMissed >= index && (Newest is null || Newest.Statement.Size < index);

    public void Open(SealStatement statement)
    {
        var configurations = raft.Log.Configurations;
        _open.TryAdd(statement.Size, new OpenSeal(statement, configurations.At(statement.Size), configurations.Before(statement.Epoch)));
        _newestOpened = Math.Max(_newestOpened, statement.Size);
        if (_open.Count > MaxOpen) _open.Remove(_open.Keys.First());
    }

    /// <summary>Forgets everything: the term is over.</summary>
    public void Clear()
    {
        _open.Clear();
        _newestOpened = 0;
        Newest = null;
        Wanted = 0;
    }

    /// <summary>The leader's own signature; it needs no verification.</summary>
    public void AddOwn(SealStatement statement, byte[] signature)
    {
        if (_open.TryGetValue(statement.Size, out var seal) && seal.Statement.Equals(statement) && Counts(seal, raft.Self))
            seal.Verified.TryAdd(raft.Self, signature);
    }

    /// <summary>A follower's signature.</summary>
    public void Offer(SealSignature m)
    {
        if (m.Term == raft.Term && _open.TryGetValue(m.Size, out var seal) && !seal.Verified.ContainsKey(m.From) && Counts(seal, m.From))
            seal.Offered[m.From] = m.Signature;
    }

    /// <summary>The verdict on a signature that was given out to be verified.</summary>
    public void Verdict(SealStatement statement, SignedBy signed, bool valid)
    {
        if (!_open.TryGetValue(statement.Size, out var seal) || !seal.Statement.Equals(statement)) return;
        if (!seal.Checking.Remove(signed.Signer)) return;
        if (valid) seal.Verified.TryAdd(signed.Signer, signed.Signature);
        else Rejected++;
    }

    /// <summary>
    /// Adds to <paramref name="toVerify"/> what has to be verified now; true if <see cref="Newest"/> has changed.
    /// </summary>
    public bool Advance(List<(SealStatement Statement, SignedBy Signed)> toVerify)
    {
        var changed = false;
        var linked = raft.LinkedEpoch;
        foreach (var (size, seal) in _open)
        {
            GiveOut(seal, toVerify);
            if (seal.Verified.Count < seal.Voters.Majority || size > raft.Commit) continue;
            if (Newest is not null && size == Newest.Statement.Size && Newest.Signatures.Count + Newest.Former.Count == seal.Verified.Count) continue;
            if (Certify(seal) is not { } certified) continue;
            Newest = certified;
            changed = true;

            // A link is to be seen as such; greater seals come with the next call.
            if (linked != raft.LinkedEpoch) break;
        }

        if (Newest is not null) Forget(Newest.Statement.Size);
        return changed;
    }

    private CertifiedSeal? Certify(OpenSeal seal)
    {
        var signed = seal.Verified.Select(v => new SignedBy(v.Key, v.Value)).ToLookup(s => seal.Voters.IsVoter(s.Signer));
        var certified = new CertifiedSeal(seal.Statement, [.. signed[true]]);
        if (IsLinked(seal)) return certified.Signatures.Count >= seal.Voters.Majority ? certified : null;
        certified = certified with { Former = [.. signed[false]] };
        if (!certified.Links(seal.Voters, seal.Before)) return null;
        raft.LinkedEpoch = seal.Voters.Epoch;
        return certified;
    }

    private bool IsLinked(OpenSeal seal) => raft.LinkedEpoch >= seal.Voters.Epoch;

    // The voters before are needed for the first certified seal of an epoch, and for no other.
    private bool Counts(OpenSeal seal, Did signer) => seal.Voters.IsVoter(signer) || (!IsLinked(seal) && seal.Before.IsVoter(signer));

    private int Needed(OpenSeal seal) =>
        IsLinked(seal) ? Math.Clamp(Wanted, seal.Voters.Majority, seal.Voters.Voters.Count) : int.MaxValue;

    // A certified seal stands for all smaller ones; it stays open itself while more signatures are wanted.
    private void Forget(ulong certified)
    {
        while (_open.Count > 0)
        {
            var (size, seal) = _open.First();
            if (size > certified || (size == certified && seal.Verified.Count < Needed(seal))) return;
            _open.Remove(size);
        }
    }

    private void GiveOut(OpenSeal seal, List<(SealStatement Statement, SignedBy Signed)> toVerify)
    {
        while (seal.Offered.Count > 0 && seal.Verified.Count + seal.Checking.Count < Needed(seal))
        {
            var (signer, signature) = seal.Offered.First();
            seal.Offered.Remove(signer);
            seal.Checking.Add(signer);
            toVerify.Add((seal.Statement, new SignedBy(signer, signature)));
        }
    }

    private sealed record OpenSeal(SealStatement Statement, VoterConfiguration Voters, VoterConfiguration Before)
    {
        public SortedDictionary<Did, byte[]> Verified { get; } = [];

        public SortedDictionary<Did, byte[]> Offered { get; } = [];

        public SortedSet<Did> Checking { get; } = [];
    }
}
