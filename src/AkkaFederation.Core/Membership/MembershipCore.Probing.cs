using AkkaFederation.Identity;

namespace AkkaFederation.Membership;

/// <content>Probes: whose turn it is, what an answer or its absence means, probes for others.</content>
internal sealed partial class MembershipCore
{
    // Every sixth turn of the low-rate probes goes to one who is only gone for its silence.
    private const int EvictedTurn = 6;

    private void RunProbeRound()
    {
        _nextProbe = _now + _options.ProbeInterval;
        if (_ring.TryNext(p => !_peers[p].Watched, out var target)) StartProbe(_peers[target]);
        EvaluateAll();
        _changed |= _order.Count > 0;
    }

    private void RunWatches()
    {
        foreach (var peer in _order)
        {
            if (!peer.Watched || !peer.Alive || _now < peer.NextWatchProbe) continue;
            peer.NextWatchProbe = _now + _options.ProbeInterval;
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

    private void StartProbe(PeerState peer)
    {
        var probe = new Probe { Sequence = ++_probeSequence, Target = peer.Id, Nonce = NextNonce(), SentAt = _now };
        _book.Add(probe);
        SendWithNews(_table.Find(peer.Id)!, new Ping(probe.Sequence, peer.Id, 0));
    }

    private void RunProbeTimeouts()
    {
        _book.DropRelaysUntil(_now);
        foreach (var probe in _book.Due(_now - _options.DirectProbeWait))
        {
            if (_now >= probe.SentAt + _options.ProbeTimeout)
            {
                _book.Remove(probe);
                OnProbeFailed(_peers[probe.Target]);
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
            SendWithNews(_table.Find(helper)!, new PingRequest(probe.Sequence, probe.Target, probe.Nonce));
        Watch(peer, probe.SentAt + _options.ProbeInterval);
    }

    // Half of the helpers by what they were worth so far, the rest by lot: always the same helpers could all be cut off.
    private List<Did> PickHelpers(Did target)
    {
        var candidates = _order.FindAll(p => p.Alive && p.Id != target);
        _random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(candidates));
        if (candidates.Count <= _options.IndirectProbes) return candidates.ConvertAll(p => p.Id);
        var trusted = candidates.OrderBy(p => p.Status).ThenByDescending(p => p.Reliability).Take(_options.IndirectProbes / 2).ToList();
        return [.. trusted.Concat(candidates.Except(trusted)).Take(_options.IndirectProbes).Select(p => p.Id)];
    }

    private void OnProbeFailed(PeerState peer)
    {
        if (peer.Status is PeerStatus.Unreachable or PeerStatus.Evicted) return;
        peer.Failures++;
        peer.PunishReliability(declaredFailed: false);
        Watch(peer, _now);
        if (peer.SuspectedAt != peer.Incarnation)
        {
            peer.SuspectedAt = peer.Incarnation;
            var suspicion = _self.Suspect(peer.Id, peer.Incarnation);
            if (_table.Merge(suspicion)) Spread(new GossipItem(suspicion));
        }

        Evaluate(peer, StatusCause.ProbeAnswered);
    }

    private void OnProbeAnswered(Probe probe, PeerState peer, bool direct)
    {
        _book.Settle(probe);
        var lost = peer.Status is PeerStatus.Unreachable;
        if (lost) peer.ForgetRtt();
        if (direct) peer.SampleRtt(_now - probe.SentAt, _options);
        peer.LastSeen = _now;
        peer.LastAnswer = _now;
        peer.Failures = 0;
        peer.Condemned = false;
        peer.Watched = false;
        peer.RewardReliability();
        Evaluate(peer, StatusCause.ProbeAnswered);

        // Both sides of a healed partition have news for each other.
        if (lost) StartSync(_table.Find(peer.Id)!);
    }

    private void OnPing(SubjectEntry? from, Received received, Ping ping)
    {
        if (ping.Target != Self)
        {
            Refuse(MembershipRefusal.WrongTarget, received.From, $"a ping for {ping.Target}");
            return;
        }

        // A stranger gets no signature: a member that relays knows us, and we it.
        if (from is null) _effects.Add(new SendToAddress(received.Address, new Ack(ping.Sequence, null)));
        else SendWithNews(from, new Ack(ping.Sequence, ping.Nonce == 0 ? null : _self.Prove(ping.Nonce)));
    }

    private void OnAck(PeerState peer, Ack ack)
    {
        if (_book.Find(ack.Sequence, peer.Id) is { } probe)
        {
            OnProbeAnswered(probe, peer, direct: true);
            return;
        }

        var relay = _book.TakeRelay(ack.Sequence, peer.Id);
        if (relay is not null && ack.Proof is not null && _table.Find(relay.Requester) is { } requester)
            SendWithNews(requester, new IndirectAck(relay.RequesterSequence, peer.Id, ack.Proof));
    }

    private void OnPingRequest(PeerState requester, PingRequest request)
    {
        if (request.Target == Self || !_peers.TryGetValue(request.Target, out var target) || target.Status == PeerStatus.Evicted) return;
        var relay = new RelayedProbe(++_probeSequence, request.Target, requester.Id, request.Sequence, _now + _options.ProbeTimeout);
        if (_book.TryAdd(relay)) SendWithNews(_table.Find(target.Id)!, new Ping(relay.Sequence, target.Id, request.Nonce));
        else Counters.Dropped++;
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
            OnProbeAnswered(probe, _peers[ack.Target], direct: false);
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
