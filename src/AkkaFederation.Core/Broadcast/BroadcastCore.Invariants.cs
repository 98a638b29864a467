namespace AkkaFederation.Broadcast;

/// <content>The numbered invariants of the type, checked.</content>
internal sealed partial class BroadcastCore
{
    /// <exception cref="InvalidOperationException">An invariant is broken: a bug of this program.</exception>
    public void CheckInvariants()
    {
        Require(_cache.Count == _byAge.Count && _cache.Count <= _options.MaxCached && _missing.Count <= _options.MaxMissing, "2: cache and missing are bounded");
        Require(_byAge.Sum(c => (long)c.Broadcast.Payload.Length) == _cachedBytes, "2: the cache knows its bytes");
        Require(_byAge.Count(c => c is { IsOwn: true, WasSettled: false }) == _pending, "2: own broadcasts under way are counted");
        foreach (var cached in _byAge)
        {
            Require(Look(cached.Id) != SeenState.New, "1: what is cached was had");
            Require(_links.Count(l => l.Find(cached.Id) is not null) == cached.Unconfirmed, "4: open announcements are counted");
        }

        foreach (var missing in _missingOrder)
            Require(missing.Done || (!_cache.ContainsKey(missing.Id) && _missing.ContainsKey(missing.Id)), "3: what is missing is not cached");
        foreach (var link in _links) CheckLink(link);
        var neighbours = _overlay.NeighboursOf(Self);
        Require(_links.Count(l => l.IsNeighbour) == neighbours.Length && neighbours.All(n => _linkOf[n].IsNeighbour), "5: links are the overlay's neighbours");
        Require(_links.Count <= neighbours.Length + MaxGuests && !_linkOf.ContainsKey(Self), "5: guests are bounded");
        Require(_alarm is null || _alarm > _now, "7: the alarm lies ahead");
    }

    private void CheckLink(PeerLink link)
    {
        var open = link.Open.Where(o => !o.Done).ToArray();
        Require(open.Length == link.OpenCount && open.All(o => _cache.ContainsKey(o.Cached.Id)), "4: an open announcement is of a cached broadcast");
        Require(open.Count(o => o.PushedAt is not null) == link.Pushed, "6: the window counts what is pushed");
        Require(open.Where(o => o.PushedAt is not null).Sum(o => (long)o.Cached.Broadcast.Payload.Length) == link.PushedBytes, "6: the window counts its bytes");
        Require(link.Answers.Count <= MaxAnswers && link.Missing >= 0, "2: answers are bounded");
    }

    private void Require(bool holds, string invariant)
    {
        if (!holds) throw new InvalidOperationException($"Broadcast invariant broken: {invariant} ({Self}).");
    }
}
