using AkkaFederation.Identity;

namespace AkkaFederation.Broadcast;

/// <content>The tree: what is missing and who is asked for it, links taken and dropped, the overlay's changes.</content>
internal sealed partial class BroadcastCore
{
    private void Miss(PeerLink link, HaveEntry entry)
    {
        if (!_missing.TryGetValue(entry.Id, out var missing))
        {
            if (_missing.Count >= _options.MaxMissing || link.Missing >= _options.MaxMissing / 4)
            {
                Refuse(BroadcastRefusal.MissingLimit, link.Id, "announces more than this node remembers");
                return;
            }

            missing = new MissingBroadcast(entry.Id, link, _now + (_options.MissingWait * (1 + (_options.MissingSpread * _random.NextDouble()))));
            link.Missing++;
            _missing.Add(entry.Id, missing);
            _missingOrder.Add(missing);
            if (missing.AskAt < _nextMissing) _nextMissing = missing.AskAt;
        }

        if (missing.Announcers.Count >= MissingBroadcast.MaxAnnouncers || missing.Announcers.Exists(a => a.Peer == link.Id)) return;
        missing.Announcers.Add((link.Id, Math.Clamp(entry.Round, 0, BroadcastOptions.MaxRound)));
    }

    // The paper's Timer: graft the first announcer, and the next one if it stays silent.
    private void AskForMissing()
    {
        _nextMissing = TimeSpan.MaxValue;
        foreach (var missing in _missingOrder)
        {
            if (missing.Done) continue;
            if (missing.AskAt <= _now) Graft(missing);
            if (!missing.Done && missing.AskAt < _nextMissing) _nextMissing = missing.AskAt;
        }

        _missingOrder.RemoveAll(static m => m.Done);
    }

    private void Graft(MissingBroadcast missing)
    {
        while (missing.Announcers.Count > 0)
        {
            var (peer, _) = missing.Announcers[0];
            missing.Announcers.RemoveAt(0);
            if (!_linkOf.TryGetValue(peer, out var link)) continue;
            link.Eager = true;
            missing.AskAt = _now + _options.GraftWait;
            Counters.Grafts++;
            Send(peer, new GraftMessage(missing.Id));
            return;
        }

        // Whoever has it announces it again, as it is not confirmed.
        Counters.Abandoned++;
        Forget(missing.Id);
    }

    private void Forget(BroadcastId id)
    {
        if (!_missing.Remove(id, out var missing)) return;
        missing.Done = true;
        missing.FirstAnnouncer.Missing--;
    }

    // Section 3.7: another neighbour has it over a path so much shorter that its link takes the place of this one. Only
    // what is so several times in a row counts: a mended branch is long once.
    private void Optimise(PeerLink link, BroadcastId id, int round, BroadcastMode mode)
    {
        if (mode != BroadcastMode.Tree || _options.OptimisationThreshold == 0 || !_missing.TryGetValue(id, out var missing)) return;
        foreach (var (peer, other) in missing.Announcers)
        {
            if (peer == link.Id || !_linkOf.TryGetValue(peer, out var shorter) || !shorter.IsNeighbour) continue;
            shorter.TimesShorter = other + 1 + _options.OptimisationThreshold <= round ? shorter.TimesShorter + 1 : 0;
            if (shorter.TimesShorter < TimesToOptimise) continue;
            Counters.Optimisations++;
            shorter.TimesShorter = 0;
            shorter.Eager = true;
            Send(peer, new GraftMessage(null));
            Prune(link, id);
            return;
        }
    }

    private void Prune(PeerLink link, BroadcastId id)
    {
        link.Eager = false;
        Counters.Prunes++;
        Send(link.Id, new PruneMessage(id));
    }

    private void OnMembers(MemberOverlay overlay)
    {
        _overlay = overlay;
        foreach (var origin in _origins.Keys.Where(o => o != Self && !overlay.IsKnown(o)).ToArray()) _origins.Remove(origin);
        var neighbours = overlay.NeighboursOf(Self);
        foreach (var link in _links.ToArray())
        {
            if (neighbours.AsSpan().BinarySearch(link.Id) >= 0) continue;
            if (link.IsNeighbour || !overlay.IsKnown(link.Id)) RemoveLink(link);
        }

        foreach (var id in neighbours)
        {
            var link = LinkOf(id);
            if (link.IsNeighbour) continue;
            link.IsNeighbour = link.Eager = true;
            foreach (var cached in _byAge)
            {
                if (link.Find(cached.Id) is not null) continue;
                Due(link, link.Add(cached, _now + _options.AnnounceInterval).TellAt);
            }
        }
    }

    private PeerLink LinkOf(Did peer)
    {
        if (_linkOf.TryGetValue(peer, out var link)) return link;
        var guests = _links.Where(l => !l.IsNeighbour).ToArray();
        if (guests.Length >= MaxGuests) RemoveLink(guests.MinBy(g => g.LastHeard)!);
        link = new PeerLink(peer) { LastHeard = _now, DueAt = _now + _options.Keep };
        _linkOf.Add(peer, link);
        var at = _links.FindIndex(l => l.Id.CompareTo(peer) > 0);
        _links.Insert(at < 0 ? _links.Count : at, link);
        return link;
    }

    private void RemoveLink(PeerLink link)
    {
        _links.Remove(link);
        _linkOf.Remove(link.Id);
        foreach (var open in link.Open.Where(o => !o.Done).ToArray())
        {
            link.Close(open);
            if (open.Cached.Unconfirmed == 0) Settle(open.Cached);
        }
    }

    private void RemoveGuest(PeerLink guest)
    {
        if (_now - guest.LastHeard >= _options.Keep) RemoveLink(guest);
        else Due(guest, guest.LastHeard + _options.Keep);
    }
}
