using System.Collections.Immutable;
using AkkaFederation.Identity;

namespace AkkaFederation.Gossip;

/// <content>
/// Anti-entropy. A sends its fingerprint; B, if its own differs, answers with its version vector; A sends what B lacks
/// and asks for what A does; B sends that. Four messages at most, two of a few bytes where both have the same.
/// </content>
internal sealed partial class GossipCore
{
    private static readonly TimeSpan EarlyWaitLeast = TimeSpan.FromMilliseconds(500);
    private const int MaxDigestParts = 512;
    private readonly Dictionary<Did, PeerSync> _peers = [];
    private readonly Dictionary<ulong, SyncSession> _sessions = [];
    private readonly Dictionary<ulong, List<ulong>> _rounds = [];
    private ulong _session;
    private TimeSpan? _lastSync;
    private TimeSpan _earlyWait;
    private bool _early;

    private TimeSpan GapPatience => _options.Interval * 4;

    private TimeSpan EarlyWaitMin => GapPatience > EarlyWaitLeast ? GapPatience : EarlyWaitLeast;

    private void OnSyncNow(Did? peer)
    {
        if (peer is { } one) StartRound(IsTarget(one) ? [one] : []);
        else RunSyncRound(asked: true);
    }

    private void RunSyncRound(bool asked = false)
    {
        // Comparisons out of turn come less often the more of them there are, so that no event makes a storm (M2).
        _earlyWait = _early ? Shorter(_earlyWait * 2, _options.SyncInterval) : EarlyWaitMin;
        (_early, _lastSync, _nextSync) = (false, _now, _now + _options.SyncInterval);
        Retire();

        // Meanwhile others were asked in at least two rounds: what nobody has brought is gone.
        CountSkipped(_log.SkipOld(_now - (_options.SyncInterval * 2)));
        var peers = PickSyncPeers();
        if (asked || peers.Count > 0) StartRound(peers);
    }

    private void SyncEarly()
    {
        var at = _now + (_options.Interval * _random.NextDouble());
        if (_lastSync is { } last && last + _earlyWait > at) at = last + _earlyWait;
        if (at >= _nextSync) return;
        (_early, _nextSync) = (true, at);
    }

    private void CheckGap()
    {
        if (_log.HasGap) SyncEarly();
        _gapDue = _log.HasGap ? _now + _options.SyncInterval : null;
    }

    // Those not compared with for longest, and at least one at random.
    private List<Did> PickSyncPeers()
    {
        var candidates = _members.Targets.Where(IsTarget).ToArray();
        _random.Shuffle(candidates);
        var picked = candidates.Take(1).ToList();
        picked.AddRange(candidates.Skip(1).OrderBy(p => _peers.GetValueOrDefault(p)?.LastTried ?? TimeSpan.MinValue).Take(_options.SyncPeers - 1));
        return picked;
    }

    private void StartRound(List<Did> peers)
    {
        var round = ++_round;
        var sends = ImmutableArray.CreateBuilder<SendGossip>(peers.Count);
        var open = new List<ulong>(peers.Count);
        foreach (var peer in peers)
        {
            var session = new SyncSession(++_session, round, peer, _log.Fingerprint(), _now);
            var state = PeerOf(peer);
            (state.LastTried, state.OwnSession) = (_now, session.Id);
            _sessions.Add(session.Id, session);
            open.Add(session.Id);
            var request = new GossipSyncRequest(session.Id, session.Fingerprint, null, IsWish: false);
            CountSent(request);
            sends.Add(new SendGossip(peer, request));
        }

        if (open.Count > 0) _rounds.Add(round, open);
        _effects.Add(new RunRound(round, sends.ToImmutable(), AwaitsAnswers: true));
    }

    private void OnRoundOver(ulong round)
    {
        if (!_rounds.Remove(round, out var open)) return;
        foreach (var id in open)
        {
            if (_sessions.Remove(id)) Counters.Failed++;
        }
    }

    private void OnSyncRequest(Did from, GossipSyncRequest request)
    {
        Counters.SyncRequestsReceived++;
        var peer = PeerOf(from);
        if (request.Digest is null)
        {
            if (!Admit(peer, from)) return;
            AnswerFingerprint(from, peer, request);
        }
        else if (request.IsWish)
        {
            if (peer.TheirSession != request.Session) Refuse(GossipRefusal.Unasked, from, "wishes without a comparison");
            else if (Admit(peer, from)) SendUpdates(from, request.Session, _log.Compare(request.Digest, Takes, onlyNamed: true), 0, always: true);
        }
        else if (_sessions.TryGetValue(request.Session, out var session) && session.Peer == from)
        {
            OnDigest(session, request);
        }
        else if (peer.OwnSession != request.Session)
        {
            Refuse(GossipRefusal.Unasked, from, "a digest that nobody asked for");
        }
    }

    private bool Admit(PeerSync peer, Did from)
    {
        if (peer.TryTakeToken(_now)) return true;
        Refuse(GossipRefusal.TooOften, from, "asks more often than is answered");
        return false;
    }

    private void AnswerFingerprint(Did from, PeerSync peer, GossipSyncRequest request)
    {
        var ours = _log.Fingerprint();
        if (ours == request.Fingerprint || peer.Settled == (ours, request.Fingerprint))
        {
            Send(from, new GossipSyncResponse(request.Session, ours, [], [], SyncVerdict.Settled));
            return;
        }

        (peer.TheirSession, peer.SentFingerprint) = (request.Session, ours);
        foreach (var part in _log.Digest()) Send(from, new GossipSyncRequest(request.Session, ours, part, IsWish: false));
    }

    private void OnDigest(SyncSession session, GossipSyncRequest request)
    {
        NoteAnswer(session);
        var peer = PeerOf(session.Peer);
        if (++session.Parts > MaxDigestParts)
        {
            Refuse(GossipRefusal.TooManyItems, session.Peer, "a digest of more parts than there are");
            return;
        }

        var pair = (session.Fingerprint, request.Fingerprint);
        var same = _log.Fingerprint() == session.Fingerprint;
        if (same && peer.Settled == pair)
        {
            Settle(session, pair);
            End(session);
            return;
        }

        var comparison = _log.Compare(request.Digest!, Takes, onlyNamed: false);
        session.Wished |= comparison.Wanted.Length > 0;
        session.Exchanged |= comparison.ToSend.Count > 0 || comparison.Gone.Length > 0 || comparison.Wanted.Length > 0;
        session.SentBytes += SendUpdates(session.Peer, session.Id, comparison, session.SentBytes, always: false);
        foreach (var part in comparison.Wanted.Chunk(GossipOptions.DigestStreams))
        {
            session.OpenWishes++;
            Send(session.Peer, new GossipSyncRequest(session.Id, _log.Fingerprint(), new GossipDigest(default, default, [.. part]), IsWish: true));
        }

        if (!request.Digest!.Until.IsEmpty) return;
        session.DigestComplete = true;
        if (same && !session.Exchanged) Settle(session, pair);
        else if (same && !session.Wished) peer.Compared = pair;
        EndIfDone(session);
    }

    // What differs between these two fingerprints is nothing that either would take; no need to look again.
    private void Settle(SyncSession session, (ulong Ours, ulong Theirs) pair)
    {
        PeerOf(session.Peer).Settled = pair;
        Send(session.Peer, new GossipSyncResponse(session.Id, pair.Ours, [], [], SyncVerdict.Settled));
    }

    /// <summary>Sends what a comparison found, in parts; gives the bytes.</summary>
    private int SendUpdates(Did to, ulong session, DigestComparison comparison, int alreadySent, bool always)
    {
        var part = ImmutableArray.CreateBuilder<GossipRumour>();
        var (bytes, total, cut) = (0, 0, false);
        foreach (var update in comparison.ToSend)
        {
            if (alreadySent + total > 0 && alreadySent + total + update.Size > _options.SyncBytes)
            {
                cut = true;
                break;
            }

            if (part.Count == GossipOptions.SyncItems || (part.Count > 0 && bytes + update.Size > GossipOptions.MessageBytes))
            {
                Send(to, new GossipSyncResponse(session, _log.Fingerprint(), part.ToImmutable(), [], SyncVerdict.More));
                part.Clear();
                bytes = 0;
            }

            part.Add(new GossipRumour(update, 0, ""));
            bytes += update.Size;
            total += update.Size;
        }

        var gone = cut ? [] : comparison.Gone.Length <= GossipOptions.DigestStreams ? comparison.Gone : comparison.Gone[..GossipOptions.DigestStreams];
        if (gone.Length > 0) Counters.Snapshots++;
        if (always || part.Count > 0 || gone.Length > 0)
            Send(to, new GossipSyncResponse(session, _log.Fingerprint(), part.ToImmutable(), gone, cut ? SyncVerdict.Again : SyncVerdict.Last));
        return total;
    }

    private void OnSyncResponse(Did from, GossipSyncResponse response)
    {
        Counters.SyncResponsesReceived++;
        var peer = PeerOf(from);
        var own = peer.OwnSession == response.Session;
        if (response.Session == 0 || (!own && peer.TheirSession != response.Session))
        {
            Refuse(GossipRefusal.Unasked, from, "an answer that nobody asked for");
            return;
        }

        if (response.Items.Length > GossipOptions.SyncItems || response.Gone.Length > GossipOptions.DigestStreams)
        {
            Refuse(GossipRefusal.TooManyItems, from, $"{response.Items.Length} updates in one message");
            return;
        }

        var session = own && _sessions.TryGetValue(response.Session, out var found) ? found : null;
        if (session is not null) NoteAnswer(session);
        var fresh = TakeIn(from, response);
        if (session is not null) session.Received += fresh;
        if (response.Verdict == SyncVerdict.Settled) OnSettled(peer, own, session, response);
        else if (response.Verdict != SyncVerdict.More) OnLastPart(from, session, response, fresh);
    }

    private int TakeIn(Did from, GossipSyncResponse response)
    {
        if (response.Items.IsEmpty && response.Gone.IsEmpty) return 0;
        var fresh = response.Items.Count(item => Accept(item, from, pushed: false) == Outcome.New);
        var alone = _members.Present.Count - (_members.Present.Contains(Self) ? 1 : 0) <= 1;
        var skipped = response.Gone.Where(g => Takes(g.Origin)).Aggregate(0UL, (sum, gone) => sum + _log.Skip(gone, from, alone || from == gone.Origin, _now));
        CountSkipped(skipped);
        _effects.Add(new SyncDataCame(from, response.Items.Length, fresh, skipped));
        return skipped > 0 ? fresh + 1 : fresh;
    }

    private void CountSkipped(ulong skipped) => Counters.Skipped += (long)Math.Min(skipped, long.MaxValue);

    private void OnSettled(PeerSync peer, bool own, SyncSession? session, GossipSyncResponse response)
    {
        // Theirs to compare: they found nothing. Ours: what we sent was of no use, if both are still what was compared.
        var pair = (_log.Fingerprint(), response.Fingerprint);
        if (own ? peer.Compared == pair : pair.Item1 == peer.SentFingerprint) peer.Settled = pair;
        if (session is { DigestComplete: false }) End(session);
    }

    private void OnLastPart(Did from, SyncSession? session, GossipSyncResponse response, int fresh)
    {
        // All that it sent is refused here, or known: no use in being sent it again the next time.
        if (session is null && fresh == 0) Send(from, new GossipSyncResponse(response.Session, _log.Fingerprint(), [], [], SyncVerdict.Settled));
        if (session is not null)
        {
            session.OpenWishes--;
            EndIfDone(session);
        }

        if (response.Verdict == SyncVerdict.Again && fresh > 0 && IsTarget(from)) StartRound([from]);
    }

    private void NoteAnswer(SyncSession session)
    {
        if (session.Answered) return;
        session.Answered = true;
        Counters.Answered(_now - session.StartedAt);
    }

    private void EndIfDone(SyncSession session)
    {
        if (session is { DigestComplete: true, OpenWishes: <= 0 }) End(session);
    }

    private void End(SyncSession session)
    {
        if (!_sessions.Remove(session.Id)) return;
        var open = _rounds[session.Round];
        open.Remove(session.Id);
        if (open.Count == 0) _rounds.Remove(session.Round);
        _effects.Add(new SyncEnded(session.Round, session.Peer, session.Received, _now - session.StartedAt));
    }

    // By the origin's own time of publication, so that all nodes let go of the same at about the same moment.
    private void Retire()
    {
        foreach (var log in _log.Origins.Where(o => !o.Retired && HasLeftFederation(o.Origin) && Wall - o.NewestAt > _options.Retention).ToList())
            _log.Retire(log);
    }

    private bool Takes(Did origin) => origin == Self || _members.Known.Contains(origin);

    private PeerSync PeerOf(Did peer)
    {
        if (_peers.TryGetValue(peer, out var state)) return state;
        return _peers[peer] = new PeerSync();
    }

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
