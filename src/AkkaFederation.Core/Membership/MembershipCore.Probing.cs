using AkkaFederation.Identity;

namespace AkkaFederation.Membership;

/// <content>Probes: whose turn it is, what an answer or its absence means, probes for others.</content>
internal sealed partial class MembershipCore
{
    // Every sixth turn of the low-rate probes goes to one who is only gone for its silence.
    private const int EvictedTurn = 6;

    private void RunProbeRound()
    {
        _nextProbe = _now + Stretched(_options.ProbeInterval);
        if (_ring.TryNext(out var target) && _peers[target] is { Watched: false } peer) StartProbe(peer);
        EvaluateAll();
        _changed |= _order.Count > 0;
    }

    private void RunWatches()
    {
        foreach (var peer in _order)
        {
            if (!peer.Watched || !peer.Alive || _now < peer.NextWatchProbe) continue;
            peer.NextWatchProbe = _now + Stretched(_options.ProbeInterval);
            StartProbe(peer);
        }
    }

    private void RunReprobe()
    {
        _nextReprobe = _now + _options.ReprobeInterval;
        ForgetLongGone();
        var status = ++_reprobeRound % EvictedTurn == 0 ? PeerStatus.Evicted : PeerStatus.Unreachable;
        var candidates = _order.FindAll(p => p.Status == status && !p.Deregistered && !_table.Find(p.Id)!.Left);
        if (candidates.Count > 0) StartProbe(candidates[_random.Next(candidates.Count)]);
    }

    /// <param name="peer">Who is asked.</param>
    /// <param name="pingNonce">What it must sign with its answer; 0: nothing.</param>
    /// <param name="onBehalf">Another node's doubt is why; whoever is asked to help must not begin probes of its own.</param>
    private Probe StartProbe(PeerState peer, ulong pingNonce = 0, bool onBehalf = false)
    {
        var probe = new Probe
        {
            Sequence = ++_probeSequence,
            Target = peer.Id,
            Nonce = NextNonce(),
            SentAt = _now,
            IndirectAt = _now + Stretched(_options.DirectProbeWait),
            Deadline = _now + Stretched(_options.ProbeTimeout),
            OnBehalf = onBehalf,
        };
        _book.Add(probe);
        SendWithNews(_table.Find(peer.Id)!, new Ping(probe.Sequence, peer.Tag, pingNonce) { Round = _ring.Round });
        return probe;
    }

    // Lifeguard: a node that may itself be the slow one gives its peers more time.
    private TimeSpan Stretched(TimeSpan time) => time * _health.Multiplier;

    private void RunProbeTimeouts()
    {
        _book.DropRelaysUntil(_now);
        foreach (var relay in _book.Unanswered(_now))
        {
            relay.Nacked = true;
            if (_table.Find(relay.Requester) is { } requester) Send(requester, new Nack(relay.RequesterSequence, relay.Target));
        }

        foreach (var probe in _book.Due(_now))
        {
            if (_now >= probe.Deadline)
            {
                _book.Remove(probe);
                OnProbeFailed(_peers[probe.Target], probe);
            }
            else if (!probe.IndirectSent)
            {
                OnDirectTimeout(probe);
            }
        }
    }

    private void OnDirectTimeout(Probe probe)
    {
        probe.IndirectSent = true;
        var peer = _peers[probe.Target];
        if (!peer.Alive) return;
        foreach (var helper in PickHelpers(probe.Target))
        {
            probe.Helpers.Add(helper);
            SendWithNews(_table.Find(helper)!, new PingRequest(probe.Sequence, probe.Target, probe.Nonce, probe.OnBehalf));
        }

        Watch(peer, probe.SentAt + Stretched(_options.ProbeInterval));
    }

    // Half of the helpers by what they were worth so far, the rest by lot: always the same helpers could all be cut off.
    private List<Did> PickHelpers(Did target)
    {
        var candidates = _order.FindAll(p => p.Alive && p.Id != target);
        _random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(candidates));
        if (candidates.Count <= _options.IndirectProbes) return candidates.ConvertAll(p => p.Id);
        var trusted = candidates.OrderBy(p => p.Status).ThenByDescending(p => Math.Round(p.Reliability, 1)).ThenBy(p => p.Rtt ?? TimeSpan.MaxValue)
            .Take((_options.IndirectProbes + 1) / 2).ToList();
        return [.. trusted.Concat(candidates.Except(trusted)).Take(_options.IndirectProbes).Select(p => p.Id)];
    }

    private void OnProbeFailed(PeerState peer, Probe probe)
    {
        if (peer.Status is PeerStatus.Unreachable or PeerStatus.Evicted) return;
        Counters.FailedProbes++;
        NoteMissingNacks(probe);
        peer.Failures++;
        Observe(peer, ObservationKind.ProbeFailed, peer.Failures, probe.Helpers.Count, detail: Reports(probe));
        peer.PunishReliability(declaredFailed: false);
        Watch(peer, _now);
        if (peer.SuspectedAt != peer.Incarnation)
        {
            peer.SuspectedAt = peer.Incarnation;
            var suspicion = _self.Suspect(peer.Id, peer.Incarnation);
            Observe(peer, ObservationKind.SuspicionSigned);
            if (_table.Merge(suspicion)) SpreadSuspicion(suspicion);
        }

        Evaluate(peer, StatusCause.ProbeAnswered);
    }

    private static string Text(FormattableString text) => text.ToString(System.Globalization.CultureInfo.InvariantCulture);

    // A missed report speaks against this node as soon as its helper is heard again: one that is gone itself proves nothing,
    // and when half of a federation dies at once the other half must not doubt itself.
    private void NoteMissingNacks(Probe probe)
    {
        foreach (var helper in probe.Helpers)
        {
            if (!probe.Nacks.Contains(helper) && _peers.TryGetValue(helper, out var peer)) peer.OwesReport = true;
        }
    }

    private static string Reports(Probe probe) => probe.Nacks.Count == 0
        ? ""
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"; {probe.Nacks.Count} of them report that they got none either");

    private void OnProbeAnswered(Probe probe, PeerState peer, Did helper)
    {
        var direct = helper.IsEmpty;
        _book.Settle(probe);
        _health.Note(-1);
        if (peer is { Failures: > 0 } or { Alive: false } or { SuspectedSince: not null })
            Observe(peer, ObservationKind.ProbeAnswered, (long)(_now - probe.SentAt).TotalMilliseconds, via: helper, detail: direct ? "" : ", with its signature, through a helper");
        var lost = peer.Status is PeerStatus.Unreachable;
        if (lost) peer.ForgetRtt();
        if (direct) peer.SampleRtt(_now - probe.SentAt, _options);
        var answered = Text($"answered a probe in {(_now - probe.SentAt).TotalMilliseconds:0.#} ms{(direct ? "" : " through a helper")} after {peer.Failures} failures in a row");
        peer.LastSeen = _now;
        peer.LastAnswer = _now;
        peer.Failures = 0;
        peer.Condemned = false;
        peer.Watched = false;
        peer.RewardReliability();
        Evaluate(peer, StatusCause.ProbeAnswered, answered);

        // Both sides of a healed partition have news for each other.
        if (lost) StartSync(_table.Find(peer.Id)!);
    }

    private void OnPing(SubjectEntry? from, Received received, Ping ping)
    {
        if (ping.Target != _ownTag)
        {
            Refuse(MembershipRefusal.WrongTarget, received.From, $"a ping for {ping.Target}");
            return;
        }

        // A stranger gets no signature: a member that relays knows us, and we it.
        if (from is null) _effects.Add(new SendToAddress(received.Address, new Ack(ping.Sequence, null)));
        else SendWithNews(from, new Ack(ping.Sequence, ping.Nonce == 0 ? null : _self.Prove(ping.Nonce)) { Round = _ring.Round });
        if (from is not null) _ring.Heard(ping.Round);
    }

    private void OnAck(PeerState peer, Ack ack)
    {
        _ring.Heard(ack.Round);
        if (_book.Find(ack.Sequence, peer.Id) is { } probe) OnProbeAnswered(probe, peer, helper: default);
        var relay = _book.TakeRelay(ack.Sequence, peer.Id);
        if (relay is not null && ack.Proof is not null && _table.Find(relay.Requester) is { } requester)
            SendWithNews(requester, new IndirectAck(relay.RequesterSequence, peer.Id, ack.Proof));
    }

    private void OnPingRequest(PeerState requester, PingRequest request)
    {
        if (request.Target == Self || !_peers.TryGetValue(request.Target, out var target) || target.Status == PeerStatus.Evicted) return;
        if (_book.IsFull)
        {
            Counters.Dropped++;
            return;
        }

        // Somebody's doubt is a reason to look for oneself: the helpers' own probes make the independent observers.
        ulong sequence;
        if (target.Alive && !request.OnBehalf && !_book.IsProbing(target.Id))
        {
            sequence = StartProbe(target, request.Nonce, onBehalf: true).Sequence;
        }
        else
        {
            sequence = ++_probeSequence;
            SendWithNews(_table.Find(target.Id)!, new Ping(sequence, target.Tag, request.Nonce));
        }

        _book.Add(new RelayedProbe(sequence, target.Id, requester.Id, request.Sequence, _now + _options.DirectProbeWait, _now + _options.ProbeTimeout));
    }

    private void OnNack(Did helper, Nack nack)
    {
        if (_book.Find(nack.Sequence, nack.Target) is { } probe && probe.Helpers.Contains(helper) && !probe.Nacks.Contains(helper))
            probe.Nacks.Add(helper);
    }

    // The helper could say what it likes; the peer's own signature over our nonce is what counts.
    private void OnIndirectAck(Did helper, IndirectAck ack)
    {
        if (_book.Find(ack.Sequence, ack.Target) is not { } probe) return;
        var proof = ack.Proof;
        if (proof.Kind != AssertionKind.Proof || proof.Subject != ack.Target || proof.Epoch != probe.Nonce)
        {
            Refuse(MembershipRefusal.UnaskedProof, helper, $"a proof for {ack.Target} that was not asked for");
            return;
        }

        if (AssertionCodec.Verify(proof, _verifier, _self.ClusterId, out var refusal))
            OnProbeAnswered(probe, _peers[ack.Target], helper);
        else
            Refuse(refusal, helper, $"a forged proof of life of {ack.Target}");
    }

    private void Watch(PeerState peer, TimeSpan firstProbe)
    {
        if (peer.Watched) return;
        peer.Watched = true;
        peer.NextWatchProbe = firstProbe;
    }

    private ulong NextNonce()
    {
        ulong nonce;
        do nonce = (ulong)_random.NextInt64(long.MinValue, long.MaxValue);
        while (nonce == 0);
        return nonce;
    }
}
