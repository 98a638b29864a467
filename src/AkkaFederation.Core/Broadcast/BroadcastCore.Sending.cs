using System.Collections.Immutable;

namespace AkkaFederation.Broadcast;

/// <content>Pushing payloads and announcing names.</content>
internal sealed partial class BroadcastCore
{
    private void Relay(CachedBroadcast cached, PeerLink? from)
    {
        foreach (var link in _links)
        {
            if (!link.IsNeighbour || link == from || link.Find(cached.Id) is not null) continue;
            var open = link.Add(cached, _now + _options.AnnounceInterval);
            var push = cached.Broadcast.Mode switch
            {
                BroadcastMode.Direct => cached.IsOwn,
                BroadcastMode.Tree => link.Eager,
                _ => true,
            };
            if (!push || !TryPush(link, open)) Due(link, open.TellAt);
        }
    }

    /// <summary>Sends the payload unless the peer owes too many confirmations; it is announced then, and grafts it when it can.</summary>
    private bool TryPush(PeerLink link, Announcement open)
    {
        var bytes = open.Cached.Broadcast.Payload.Length;
        if (open.PushedAt is null && IsFull(link, bytes))
        {
            ReleaseWindow(link);
            if (IsFull(link, bytes))
            {
                Counters.DroppedForSlowPeer++;
                return false;
            }
        }

        link.Push(open, _now, _options.RetryInterval);
        Counters.FanOut++;
        Counters.FanOutBytes += bytes;
        Send(link.Id, new PayloadMessage(open.Cached.Broadcast, open.Cached.Round + 1));
        Due(link, open.TellAt);
        return true;
    }

    private bool IsFull(PeerLink link, int bytes) =>
        link.Pushed >= _options.PeerWindow || (link.Pushed > 0 && link.PushedBytes + bytes > _options.PeerWindowBytes);

    /// <summary>The peer has it.</summary>
    private void Confirm(PeerLink link, BroadcastId id)
    {
        if (link.Find(id) is not { } open) return;
        link.Close(open);
        if (open.Cached.Unconfirmed == 0) Settle(open.Cached);
    }

    private void Answer(PeerLink link, HaveEntry entry)
    {
        // More than this and the peer asks again.
        if (link.Answers.Count >= MaxAnswers) return;
        link.Answers.Enqueue(entry);

        // In a burst the peer's window must not wait for the clock.
        Due(link, link.Answers.Count >= PromptAnswers ? _now : _now + _options.AnnounceInterval);
    }

    private static void Due(PeerLink link, TimeSpan at)
    {
        if (at < link.DueAt) link.DueAt = at;
    }

    /// <summary>One message with what is due on a link: answers first, then names that the peer has not confirmed.</summary>
    private void Tell(PeerLink link)
    {
        var entries = ImmutableArray.CreateBuilder<HaveEntry>();
        while (entries.Count < _options.MaxEntries && link.Answers.TryDequeue(out var answer)) entries.Add(answer);
        ReleaseWindow(link);
        link.DueAt = link.Answers.Count > 0 ? _now + Soonest : TimeSpan.MaxValue;
        foreach (var open in link.Open)
        {
            if (open.Done) continue;
            if (open.TellAt <= _now && entries.Count < _options.MaxEntries)
            {
                entries.Add(new HaveEntry(open.Cached.Id, open.Cached.Round, true));
                open.WasTold(_now, _options.RetryInterval);
            }

            Due(link, open.TellAt > _now ? open.TellAt : _now + Soonest);
        }

        link.Compact();
        if (entries.Count > 0) Send(link.Id, new HaveMessage(entries.DrainToImmutable()));
        else if (!link.IsNeighbour && link.OpenCount == 0) RemoveGuest(link);
    }

    // A peer that was heard since, long after it must have confirmed, did not get the payload: it was lost, not late.
    private void ReleaseWindow(PeerLink link)
    {
        foreach (var open in link.Open)
        {
            if (open.PushedAt is { } at && link.LastHeard > at + _options.RetryInterval) link.Release(open);
        }
    }
}
