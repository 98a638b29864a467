using System.Collections.Immutable;
using AkkaFederation.Identity;

namespace AkkaFederation.Membership;

/// <content>Spreading news: in passing, in pushes while there is any, and by comparing tables.</content>
internal sealed partial class MembershipCore
{
    private const int ItemsPerMessage = 32;
    private const int MaxBuddyItems = 2;

    private void Spread(GossipItem item)
    {
        _rumours.Add(item);
        _fresh = true;
        _changed = true;
    }

    // As many as shorten the time-out are told on; of a crash noticed by a thousand a thousand suspicions need not go round.
    private void SpreadSuspicion(Assertion suspicion)
    {
        var entry = _table.Find(suspicion.Subject)!;
        var others = 0;
        for (var i = 0; i < entry.Suspicions.Count; i++)
        {
            if (entry.Suspicions[i].Incarnation == suspicion.Incarnation) others++;
        }

        if (others <= SuspicionTimeouts.MostConfirmations + 1) Spread(new GossipItem(suspicion));
        else _changed = true;
    }

    private bool GossipWaits() => _rumours.Count > 0 && _order.Exists(p => p.Alive);

    // Each item ⌈λ·ln(N+1)⌉ times: SWIM section 4.1.
    private int RetransmitLimit() => (int)Math.Ceiling(_options.RetransmitFactor * Math.Log(Members() + 1));

    // News does not wait for the pace of the rounds (M14): first it goes to a few at once, then in rounds for safety.
    private void RunPush()
    {
        _fresh = false;
        if (!GossipWaits()) return;
        _nextPush = _now + (_options.GossipInterval / _options.PushesPerInterval);
        var recipients = _order.FindAll(p => p.Alive && _rumours.HasFreshNewsFor(p.Id, _options.GossipFanout));
        _random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(recipients));
        foreach (var peer in recipients.Take(_options.GossipFanout))
        {
            var news = _rumours.Take(peer.Id, _options.MaxGossipItems, RetransmitLimit(), _options.GossipFanout);
            if (news.Length > 0) Send(_table.Find(peer.Id)!, new News { Gossip = news });
        }

        _fresh = recipients.Count > 0 && _rumours.HasFresh;
    }

    private void RunGossip()
    {
        if (!GossipWaits()) return;
        _nextGossip = _now + _options.GossipInterval;
        _nextPush = _now + (_options.GossipInterval / _options.PushesPerInterval);
        var recipients = _order.FindAll(p => p.Alive && _rumours.HasNewsFor(p.Id));
        _random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(recipients));
        foreach (var peer in recipients.Take(_options.GossipFanout))
        {
            var news = _rumours.Take(peer.Id, _options.MaxGossipItems, RetransmitLimit());
            if (news.Length > 0) Send(_table.Find(peer.Id)!, new News { Gossip = news });
        }

        // Nobody is left to tell: all that waits are the words of those who said them.
        if (recipients.Count == 0) _rumours.Clear();
    }

    private void SendWithNews(SubjectEntry to, MembershipMessage message)
    {
        var news = _rumours.Take(to.Record.PeerId, _options.MaxGossipItems, RetransmitLimit());

        // A suspect is told of it with the very probe, so that it can refute (the buddy notice of Lifeguard, section IV.C).
        if (message is Ping)
        {
            var suspicions = to.Suspicions.Where(s => s.Incarnation == to.Incarnation).Take(MaxBuddyItems).Select(s => new GossipItem(s)).ToArray();
            if (suspicions.Length > 0) news = [.. suspicions, .. news.Except(suspicions)];
        }

        Send(to, news.IsEmpty ? message : message with { Gossip = news });
    }

    private void RunSync()
    {
        _nextSync = _now + _options.SyncInterval;
        var candidates = _order.FindAll(p => p.Alive);
        if (candidates.Count == 0) return;
        var peer = _table.Find(candidates[_random.Next(candidates.Count)].Id)!;
        Send(peer, new SyncRequest(default, default, [], IsAnswer: false) { TableHash = TableHash() });
    }

    // Of whom this node holds for gone others may have forgotten already: no reason to compare for ever.
    private ulong TableHash()
    {
        var hash = default(TableHasher).Begin();
        foreach (var entry in _table.Entries)
        {
            if (entry.Record.PeerId != Self && !_peers[entry.Record.PeerId].Alive && _peers[entry.Record.PeerId].Status == PeerStatus.Evicted) continue;
            hash = hash.Add(entry);
        }

        return hash.Value;
    }

    private void StartSync(SubjectEntry peer)
    {
        var entries = _table.Entries;
        Did after = default;
        for (var i = 0; i < entries.Count; i += _options.DigestsPerMessage)
        {
            var part = entries.Skip(i).Take(_options.DigestsPerMessage).ToList();
            var until = i + _options.DigestsPerMessage >= entries.Count ? default : part[^1].Record.PeerId;
            Send(peer, new SyncRequest(after, until, [.. part.Select(DigestOf)], IsAnswer: false));
            after = until;
        }
    }

    private static DigestEntry DigestOf(SubjectEntry entry) =>
        new(entry.Record.PeerId, entry.Record.Incarnation, entry.Own?.Incarnation ?? 0, entry.Left);

    private void OnSyncRequest(SubjectEntry from, SyncRequest request)
    {
        if (request.TableHash != 0)
        {
            if (request.TableHash != TableHash()) StartSync(from);
            return;
        }

        var theirs = new Dictionary<Did, DigestEntry>();
        foreach (var entry in request.Digest) theirs[entry.Subject] = entry;
        var ours = _table.Entries.Where(e => request.Covers(e.Record.PeerId)).ToList();
        var lacking = new List<GossipItem>();
        foreach (var entry in ours)
        {
            if (theirs.TryGetValue(entry.Record.PeerId, out var known)) AddNewer(lacking, entry, known);
            else if (IsWorthTelling(entry)) AddAll(lacking, entry);
        }

        SendInParts(lacking, part => Send(from, new News { Gossip = part }));
        if (!request.IsAnswer && request.Digest.Any(IsNewToUs))
            Send(from, request with { Digest = [.. ours.Select(DigestOf)], IsAnswer = true, Gossip = [] });
    }

    private bool IsNewToUs(DigestEntry theirs) =>
        _table.Find(theirs.Subject) is not { } ours
        || theirs.RecordIncarnation > ours.Record.Incarnation
        || theirs.OwnIncarnation > (ours.Own?.Incarnation ?? 0)
        || (theirs.Left && !ours.Left && theirs.OwnIncarnation >= ours.Incarnation);

    // The gone are not introduced to anybody new; they come back by themselves or not at all.
    private bool IsWorthTelling(SubjectEntry entry) =>
        entry.Record.PeerId == Self || _peers[entry.Record.PeerId].Status != PeerStatus.Evicted;

    private static void AddNewer(List<GossipItem> items, SubjectEntry entry, DigestEntry theirs)
    {
        if (entry.Record.Incarnation > theirs.RecordIncarnation) items.Add(new GossipItem(entry.Record));
        if (entry.Own is { } own && (own.Incarnation > theirs.OwnIncarnation || (entry.Left && !theirs.Left && own.Incarnation == theirs.OwnIncarnation)))
            items.Add(new GossipItem(own));
        foreach (var suspicion in entry.Suspicions) items.Add(new GossipItem(suspicion));
    }

    private static void AddAll(List<GossipItem> items, SubjectEntry entry)
    {
        items.Add(new GossipItem(entry.Record));
        if (entry.Own is { } own) items.Add(new GossipItem(own));
        foreach (var suspicion in entry.Suspicions) items.Add(new GossipItem(suspicion));
    }

    // In parts, so that a large federation still fits into frames (M10).
    private static void SendInParts(List<GossipItem> items, Action<ImmutableArray<GossipItem>> send)
    {
        foreach (var part in items.Chunk(ItemsPerMessage)) send([.. part]);
    }
}
