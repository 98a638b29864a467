using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// How n peers that know nothing of each other but their keys come to agree on one genesis (SPEC 5): each durably signs one
/// document and is bound to it; the document is valid only with all n signatures; who has bound himself elsewhere refuses,
/// signed and for good, and a refusal by a listed member proves that the document can never be valid, which releases its
/// signers. So two valid documents never share a member, and nobody is bound for ever to a document that cannot come about.
/// n = 1 is a federation of one, whoever else is there. Founders tell those whom they meet; a founding that is not this
/// node's, or not one that it would have taken part in, is refused by name. Joining later: <see cref="JoinCore"/>.
/// </summary>
/// <remarks>
/// Invariants: 1. bound to at most one document. 2. never bound to a document that was ruled out. 3. founded only by a
/// document that all members have signed. The shell makes <see cref="Events"/> durable before it sends <see cref="Sends"/>.
/// </remarks>
internal sealed class FoundingCore(FoundingOptions options, ISigner signer, ISignatureVerifier verifier)
{
    private readonly SortedDictionary<Did, byte[]> _signatures = [];
    private readonly HashSet<string> _ruledOut = [];
    private readonly GenesisHerald _herald = new(signer.Id);
    private Genesis? _bound;
    private TimeSpan _nextRepeat;

    /// <summary>To be made durable, in order, before the sends.</summary>
    public List<FoundingEvent> Events { get; } = [];

    public List<PeerMessage> Sends { get; } = [];

    /// <summary>The founding document with all signatures, once it is there.</summary>
    public SignedGenesis? Founded { get; private set; }

    /// <summary>The founding document of a federation that was founded without this node.</summary>
    public SignedGenesis? Observed { get; private set; }

    /// <summary>Why this node must not take part; null while it may.</summary>
    public string? Fatal { get; private set; }

    /// <summary>Whether there is nothing to offer any more: founded, or founded without this node, or not taking part.</summary>
    public bool IsOver => Founded is not null || Fatal is not null || (Observed is not null && _bound is null);

    /// <summary>Messages that were malformed, forged or of another cluster.</summary>
    public long Refused { get; private set; }

    /// <summary>Valid foundings under this cluster id that are not this node's.</summary>
    public long RefusedForeign { get; private set; }

    /// <summary>Whether another founding may be what this node waits for: it is neither bound nor done.</summary>
    public bool MayAsk => _bound is null && !IsOver;

    /// <summary>When <see cref="Announce"/> wants to be called again, if nobody new is met before; null for never.</summary>
    public TimeSpan? NextAnnouncement => _herald.Next;

    private Did Self => signer.Id;

    /// <summary>Takes back what was durable before a restart.</summary>
    public void Recover(FoundingEvent e)
    {
        switch (e)
        {
            case GenesisBinding s when Genesis.TryRead(s.Document, out var genesis, out _):
                Bind(genesis, s.Signature);
                break;
            case GenesisRuledOut r:
                _ruledOut.Add(Convert.ToHexString(r.GenesisHash));
                break;
            case GenesisReleased r:
                _ruledOut.Add(Convert.ToHexString(r.Refusal.GenesisHash));
                _bound = null;
                _signatures.Clear();
                break;
            case GenesisFounded f:
                Founded = f.Signed;
                _bound = f.Signed.Genesis;
                break;
            case GenesisJoined j:
                Observed = j.Signed;
                break;
            default:
                throw new InvalidOperationException($"A founding event that cannot be read: {e.GetType().Name}.");
        }
    }

    /// <summary>
    /// Signs if the peers known now (this node among them) are enough, and repeats its offer to those who may have missed it.
    /// </summary>
    public void Tick(IReadOnlyCollection<Did> known, TimeSpan now)
    {
        if (IsOver) return;
        if (_bound is null && Choose(known) is { } genesis && !IsRuledOut(genesis.Hash)) Sign(genesis);
        else if (_bound is not null && now >= _nextRepeat) Offer();
        else return;
        _nextRepeat = now + options.Repeat;
    }

    /// <summary>Tells of this node's founding those of the known peers who are not members of it; nothing before it is over.</summary>
    public void Announce(IReadOnlyCollection<Did> known, TimeSpan now)
    {
        if (Founded is not null) _herald.Tell(Founded, known, now, Sends);
    }

    public void Step(PeerMessage message)
    {
        if (Fatal is not null) return;
        switch (message)
        {
            case GenesisOffer m: OnOffer(m); break;
            case GenesisProof m: OnProof(m); break;
            case GenesisRefused m: OnRefusal(m); break;
            default: Refused++; break;
        }
    }

    public void CheckInvariants()
    {
        _herald.CheckInvariants();
        if (_bound is not null && Founded is null && IsRuledOut(_bound.Hash)) throw new InvalidOperationException("Invariant 2.");
        if (Founded is not null && !Founded.Verify(verifier, out var error)) throw new InvalidOperationException($"Invariant 3: {error}.");
    }

    private Genesis? Choose(IReadOnlyCollection<Did> known)
    {
        if (options.InitialVoters.Count > 0)
            return options.InitialVoters.Contains(Self) ? Genesis.Create(options.ClusterId, options.InitialVoters) : null;
        if (options.Expect < 1 || known.Count < options.Expect) return null;
        if (options.Expect == 1) return Genesis.Create(options.ClusterId, [Self]);
        var chosen = known.Order().Take(options.Expect).ToList();
        return chosen.Contains(Self) ? Genesis.Create(options.ClusterId, chosen) : null;
    }

    // Whether this node would found with these members if another proposes them, or waits for a founding by such.
    private bool IsAcceptable(Genesis genesis) => options.InitialVoters.Count > 0
        ? genesis.Members.SequenceEqual(options.InitialVoters.Order())
        : genesis.Members.Count == options.Expect;

    private void Sign(Genesis genesis)
    {
        var signature = signer.Sign(genesis.Document);
        Events.Add(new GenesisBinding(genesis.Document, signature));
        Bind(genesis, signature);
        Offer();
        CompleteIfAllSigned();
    }

    private void Bind(Genesis genesis, byte[] signature)
    {
        _bound = genesis;
        _signatures.Clear();
        _signatures[Self] = signature;
    }

    private void Offer()
    {
        foreach (var member in _bound!.Members)
        {
            if (member != Self) Sends.Add(new GenesisOffer(Self, member, _bound.Document, _signatures[Self]));
        }
    }

    private void OnOffer(GenesisOffer m)
    {
        if (!Genesis.TryRead(m.Document, out var genesis, out _)
            || genesis.ClusterId != options.ClusterId
            || !genesis.Has(m.From)
            || !genesis.Has(Self)
            || !verifier.Verify(m.From, m.Document, m.Signature))
        {
            Refused++;
            return;
        }

        if (Founded is not null && Same(Founded.Genesis, genesis))
        {
            Sends.Add(new GenesisProof(Self, m.From, Founded));
            return;
        }

        if (_bound is null && IsAcceptable(genesis) && !IsRuledOut(genesis.Hash)) Sign(genesis);
        if (_bound is null || !Same(_bound, genesis))
        {
            Refuse(genesis, m.From);
            return;
        }

        if (Founded is not null) return;
        _signatures[m.From] = m.Signature;
        CompleteIfAllSigned();
    }

    private void Refuse(Genesis genesis, Did to)
    {
        if (_ruledOut.Add(Convert.ToHexString(genesis.Hash))) Events.Add(new GenesisRuledOut(genesis.Hash));
        Sends.Add(new GenesisRefused(Self, to, GenesisRefusal.Sign(genesis.Hash, signer)));
    }

    private void OnRefusal(GenesisRefused m)
    {
        if (Founded is not null || _bound is null || !m.Refusal.Releases(_bound, verifier) || m.Refusal.Refuser == Self) return;
        Events.Add(new GenesisReleased(m.Refusal));
        _ruledOut.Add(Convert.ToHexString(_bound.Hash));
        _bound = null;
        _signatures.Clear();
    }

    private void OnProof(GenesisProof m)
    {
        var genesis = m.Signed.Genesis;
        if (genesis.ClusterId != options.ClusterId || !m.Signed.Verify(verifier, out _))
        {
            Refused++;
            return;
        }

        if (Founded is not null)
        {
            if (!Same(Founded.Genesis, genesis)) RefusedForeign++;
            return;
        }

        if (!genesis.Has(Self)) Observe(m.Signed);
        else if (_bound is not null && Same(_bound, genesis) && HasMySignature(m.Signed)) Found(m.Signed);
        else Fatal = $"the key {Self} has signed {genesis}, and this node's database does not know of it: "
            + "restore the database, or start with a new key";
    }

    // The first one counts: this node has told its users whose log it follows. Who is to take part in a founding of its own
    // waits for one like it, and who is bound waits for what comes of that.
    private void Observe(SignedGenesis signed)
    {
        if (_bound is not null) return;
        var isNamed = options.InitialVoters.Contains(Self) || options.Expect == 1;
        var fits = !isNamed && ((options.InitialVoters.Count == 0 && options.Expect == 0) || IsAcceptable(signed.Genesis));
        if (Observed is null && fits) Observed = signed;
        else if (Observed is null || !Same(Observed.Genesis, signed.Genesis)) RefusedForeign++;
    }

    private void CompleteIfAllSigned()
    {
        if (Founded is not null || _signatures.Count < _bound!.Members.Count) return;
        Found(new SignedGenesis(_bound, [.. _signatures.Select(s => new SignedBy(s.Key, s.Value))]));
        foreach (var member in _bound.Members)
        {
            if (member != Self) Sends.Add(new GenesisProof(Self, member, Founded!));
        }
    }

    // A signature is made once and remembered, and no two that a key makes are alike: another one in the proof was made in
    // a life that the database does not know, in which this key may have voted and signed as well.
    private bool HasMySignature(SignedGenesis signed) =>
        signed.Signatures.Any(s => s.Signer == Self && s.Signature.AsSpan().SequenceEqual(_signatures[Self]));

    private void Found(SignedGenesis signed)
    {
        Founded = signed;
        Events.Add(new GenesisFounded(signed));
    }

    private bool IsRuledOut(byte[] hash) => _ruledOut.Contains(Convert.ToHexString(hash));

    private static bool Same(Genesis a, Genesis b) => a.Hash.AsSpan().SequenceEqual(b.Hash);
}
