using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// The proofs that a node keeps for others, beside its log: the links of the configuration chain, and the evidence against
/// keys that have signed what excludes each other.
/// <para>
/// Intuition: both are worth something only if they outlive whoever made them. So a link is kept and passed on as soon as a
/// leader can form it, and asked for by whoever lacks one; what was seen signed goes round until two sayings of one key meet.
/// </para>
/// Source: SPEC 5 (links, evidence). Left out: acting on evidence inside Raft. A proven key is named, not masked: tolerance is
/// to crashes, and taking a voter out is a change of the configuration, which people decide.
/// </summary>
/// <remarks>
/// Invariants: 1. evidence that is told or published is durable here. 2. everything kept verifies from the genesis on. 3. a link or a piece
/// of evidence is kept once.
/// </remarks>
internal sealed class ProofsCore
{
    // Of the newest seals; the others are looked at only where somebody tells of another root for the same size.
    private const int SealsTold = 4;
    private readonly ISignatureVerifier _verifier;
    private readonly Did _self;
    private readonly EvidenceBook _book;
    private readonly Witness _witness;
    private readonly List<EquivocationEvidence> _durable = [];
    private CertifiedSeal[] _seals = [];
    private Did[] _others = [];
    private int _turn;

    public ProofsCore(Did self, Genesis genesis, ISignatureVerifier verifier)
    {
        _self = self;
        _verifier = verifier;
        Chain = new VoterChain(genesis);
        _book = new EvidenceBook(Chain, verifier);
        _witness = new Witness(genesis, Chain.EverVoted, verifier);
    }

    /// <summary>The configurations that are proven, with their links.</summary>
    public VoterChain Chain { get; }

    public IReadOnlyList<EquivocationEvidence> Evidence => _durable;

    /// <summary>Keys that are proven to have equivocated, ascending.</summary>
    public IEnumerable<Did> Accused => _durable.Select(e => e.Signer).Distinct().Order();

    /// <summary>Links, evidence and statements that did not hold.</summary>
    public long Refused { get; private set; }

    /// <summary>Why something was refused last.</summary>
    public string LastRefusal { get; private set; } = "";

    public long RefusedStatements => _witness.Refused;

    /// <summary>To be written; each is given back with <see cref="Kept"/> once it is durable.</summary>
    public List<ProofEvent> Events { get; } = [];

    public List<ProofMessage> Sends { get; } = [];

    /// <summary>Durable evidence that is to be published.</summary>
    public List<EquivocationEvidence> Published { get; } = [];

    public void Recover(ProofEvent e)
    {
        switch (e)
        {
            case LinkKept k when !Chain.TryAdd(k.Link, _verifier, out var reason):
                throw new InvalidOperationException($"the kept link of entry {k.Link.Epoch} does not hold: {reason}");
            case EvidenceKept k when !_book.TryAdd(k.Evidence, out var reason) && reason.Length > 0:
                throw new InvalidOperationException($"the kept evidence against {k.Evidence.Signer} does not hold: {reason}");
            case EvidenceKept k:
                _durable.Add(k.Evidence);
                break;
        }
    }

    /// <summary>A vote that was verified on its way in, or any other signed statement of this node's own knowledge.</summary>
    public void OnStatement(SignedStatement signed, TimeSpan now) => Accuse(_witness.See(signed, default, now));

    /// <summary>A link that this node, leading, has formed.</summary>
    public void OnLink(Link link) => Keep(link, _self);

    /// <summary>Evidence that somebody else has found, by comparing certificates for example.</summary>
    public bool Report(EquivocationEvidence evidence, out string reason)
    {
        var taken = _book.TryAdd(evidence, out reason);
        if (taken) Events.Add(new EvidenceKept(evidence));
        return taken;
    }

    /// <summary>Asks a peer that speaks as a voter, and is not known as one, for the links that lead to it.</summary>
    public void AskLinks(Did peer) => Sends.Add(new LinksAsked(_self, peer, Chain.Newest.Epoch));

    public void Step(ProofMessage message, TimeSpan now)
    {
        switch (message)
        {
            case StatementsSeen m:
                foreach (var signed in m.Statements.Take(StatementsSeen.Most)) OnSeen(signed, m.From, now);
                break;
            case LinksAsked m:
                var links = Chain.Links.Where(l => l.Epoch > m.After).Take(LinksTold.Most).ToArray();
                if (links.Length > 0) Sends.Add(new LinksTold(_self, m.From, links));
                break;
            case LinksTold m:
                foreach (var link in m.Links.Take(LinksTold.Most)) Keep(link, m.From);
                break;
            case EvidenceTold m:
                foreach (var evidence in m.Evidence.Take(EvidenceTold.Most))
                {
                    if (!Report(evidence, out var reason) && reason.Length > 0) Refuse($"evidence told by {m.From}: {reason}");
                }

                break;
        }
    }

    /// <summary>
    /// Tells the next of the others what this node has seen, and asks it for links that are missing.
    /// </summary>
    /// <param name="seals">The newest certified seals, newest first.</param>
    /// <param name="epoch">The newest committed configuration.</param>
    /// <param name="members">Voters and learners.</param>
    /// <param name="now">Monotonic time.</param>
    public void Tick(CertifiedSeal[] seals, ulong epoch, IReadOnlyList<Did> members, TimeSpan now)
    {
        _seals = seals;
        _others = [.. members.Where(m => m != _self).Order()];
        foreach (var seal in seals.Take(SealsTold)) See(seal, now);
        if (_others.Length == 0) return;
        var peer = _others[_turn++ % _others.Length];
        var seen = _witness.Newest(StatementsSeen.Most).ToArray();
        if (seen.Length > 0) Sends.Add(new StatementsSeen(_self, peer, seen));
        if (epoch > Chain.Newest.Epoch) Sends.Add(new LinksAsked(_self, peer, Chain.Newest.Epoch));
        var evidence = _durable.Skip(_turn * EvidenceTold.Most % Math.Max(1, _durable.Count)).Take(EvidenceTold.Most).ToArray();
        if (evidence.Length > 0) Sends.Add(new EvidenceTold(_self, peer, evidence));
    }

    /// <summary>The event is durable: now it may be told.</summary>
    public void Kept(ProofEvent e)
    {
        switch (e)
        {
            case LinkKept k:
                foreach (var other in _others) Sends.Add(new LinksTold(_self, other, [k.Link]));
                break;
            case EvidenceKept k:
                foreach (var other in _others) Sends.Add(new EvidenceTold(_self, other, [k.Evidence]));
                _durable.Add(k.Evidence);
                Published.Add(k.Evidence);
                break;
        }
    }

    public void CheckInvariants() => _witness.CheckInvariants();

    private void OnSeen(SignedStatement signed, Did from, TimeSpan now)
    {
        // Somebody tells of another root: what this node has seen under the same term and size comes to the witness first.
        if (SealStatement.TryRead(signed.Statement, out var seal, out _))
        {
            var mine = Array.Find(_seals, s => s.Statement.Term == seal.Term && s.Statement.Size == seal.Size && !s.Statement.Equals(seal));
            if (mine is not null) See(mine, now);
        }

        Accuse(_witness.See(signed, from, now));
    }

    private void See(CertifiedSeal seal, TimeSpan now)
    {
        foreach (var (signer, signature) in seal.Signatures) Accuse(_witness.See(new SignedStatement(signer, seal.Statement.Bytes, signature), default, now));
    }

    private void Accuse(EquivocationEvidence? evidence)
    {
        if (evidence is not null) Report(evidence, out _);
    }

    private void Keep(Link link, Did from)
    {
        if (link.Epoch <= Chain.Newest.Epoch) return;
        if (Chain.TryAdd(link, _verifier, out var reason)) Events.Add(new LinkKept(link));
        else Refuse($"the link of entry {link.Epoch} by {from}: {reason}");
    }

    private void Refuse(string reason)
    {
        Refused++;
        LastRefusal = reason;
    }
}
