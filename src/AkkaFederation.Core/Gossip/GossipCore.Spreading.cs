using System.Buffers.Binary;
using System.Collections.Immutable;
using AkkaFederation.Identity;

namespace AkkaFederation.Gossip;

/// <content>Saying something, and passing on what others say: rounds of rumours.</content>
internal sealed partial class GossipCore
{
    private const int SmallFederation = 64;
    private const int MaxPushesPerInterval = 10;
    private ulong _epoch;
    private ulong _sequence;
    private ulong _heartbeats;
    private ulong _round;
    private int _pushes;
    private TimeSpan _pushesSince;

    private bool HasTargets => _members.Targets.Length > (_members.TargetSet.Contains(Self) ? 1 : 0);

    private void OnPublish(GossipPublish publish)
    {
        var heartbeat = GossipKinds.IsHeartbeat(publish.Kind);
        var id = heartbeat
            ? new GossipId(Self, _epoch, GossipId.FirstHeartbeat + _heartbeats++)
            : new GossipId(Self, _epoch, ++_sequence);
        var update = new GossipUpdate
        {
            Id = id,
            Kind = publish.Kind,
            Priority = publish.Priority,
            HopLimit = publish.HopLimit,
            At = DateTimeOffset.FromUnixTimeMilliseconds(Wall.ToUnixTimeMilliseconds()),
            Clock = heartbeat ? VectorClock.Empty : ClockNow(),
            Payload = publish.Payload,
        };
        var signed = UpdateCodec.Sign(update, _self.ClusterId, _self.Signer);
        if (!heartbeat) _log.TryAdd(signed, _options);
        Counters.Published++;
        _effects.Add(new GossipPublished(id));
        Spread(new GossipRumour(signed, 1, ""), toldBy: null);
    }

    // The origins heard last: the clock is bounded, what is left out is no longer said and nothing else.
    private VectorClock ClockNow()
    {
        var heard = _log.Origins.Where(o => o.Origin != Self && !o.Retired && o.Streams[^1].Seen.Through > 0).ToList();
        var kept = heard.OrderByDescending(o => o.Touched).Take(_options.ClockEntries).OrderBy(o => o.Origin)
            .Select(o => new ClockEntry(o.Origin, o.Streams[^1].Epoch, o.Streams[^1].Seen.Through));
        return new VectorClock([.. kept], heard.Count > _options.ClockEntries);
    }

    private void Spread(GossipRumour rumour, Did? toldBy)
    {
        var update = rumour.Signed.Update;
        var rounds = rumour.Signed.Id.IsHeartbeat ? 1 : _options.SpreadRounds;
        if (_queue.Add(rumour, rounds, _options.MaxQueue, toldBy) is { } dropped) Counters.Drop(dropped);
        if (update.Priority == GossipPriority.Critical && HasTargets && MayPush()) RunGossipRound(GossipPriority.Critical);
    }

    // Critical updates go at once; a flood of them goes by rounds.
    private bool MayPush()
    {
        if (_now - _pushesSince >= _options.Interval) (_pushes, _pushesSince) = (0, _now);
        return ++_pushes <= MaxPushesPerInterval;
    }

    private void RunGossipRound(GossipPriority lowest)
    {
        if (lowest < GossipPriority.Critical) NextRound();
        var peers = PickTargets(_options.FanoutOf(_queue.Highest()));
        var sends = ImmutableArray.CreateBuilder<SendGossip>();
        for (var i = 0; i < peers.Count; i++)
        {
            var items = _queue.TakeFor(peers[i], LowestFor(i, lowest), _options.BatchSize, GossipOptions.MessageBytes);
            if (items.Length > 0) AddMessages(sends, peers[i], items);
        }

        _queue.EndRound();
        if (sends.Count == 0) return;
        Counters.Rounds++;
        _effects.Add(new RunRound(++_round, sends.ToImmutable(), AwaitsAnswers: false));
    }

    // The peer drawn as number i gets the priorities whose fanout reaches it.
    private GossipPriority LowestFor(int index, GossipPriority lowest)
    {
        while (lowest < GossipPriority.Critical && _options.FanoutOf(lowest) <= index) lowest++;
        return lowest;
    }

    private void AddMessages(ImmutableArray<SendGossip>.Builder sends, Did to, ImmutableArray<GossipRumour> items)
    {
        _carried.Add(_now, items.Length);
        Add(items.Where(r => r.Signed.Id.Origin == Self && !r.Signed.Id.IsHeartbeat), i => new GossipUpdates(i));
        Add(items.Where(r => r.Signed.Id.Origin != Self && !r.Signed.Id.IsHeartbeat), i => new GossipRumours(i));
        Add(items.Where(r => r.Signed.Id.IsHeartbeat), i => new GossipHeartbeats(i));

        void Add(IEnumerable<GossipRumour> some, Func<ImmutableArray<GossipRumour>, GossipMessage> make)
        {
            ImmutableArray<GossipRumour> part = [.. some];
            if (part.IsEmpty) return;
            var message = make(part);
            CountSent(message);
            sends.Add(new SendGossip(to, message));
        }
    }

    // Random ones; those that have not been told the most urgent update first.
    private List<Did> PickTargets(int count)
    {
        var picked = new List<Did>(count);
        var targets = _members.Targets;
        if (targets.Length > SmallFederation)
        {
            for (var tries = (count * 8) + 16; tries > 0 && picked.Count < count; tries--)
            {
                var peer = targets[_random.Next(targets.Length)];
                if (IsTarget(peer) && !picked.Contains(peer) && !_queue.HeadToldTo(peer)) picked.Add(peer);
            }

            return picked;
        }

        var eligible = targets.Where(IsTarget).ToArray();
        _random.Shuffle(eligible);
        picked.AddRange(eligible.OrderBy(_queue.HeadToldTo).Take(count));
        return picked;
    }

    private bool IsTarget(Did peer) => peer != Self && !_gone.ContainsKey(peer) && _members.TargetSet.Contains(peer);

    private void SendHeartbeat()
    {
        _nextHeartbeat = _now + _options.HeartbeatInterval;
        var payload = new byte[12];
        BinaryPrimitives.WriteInt32BigEndian(payload, _options.Capacity.Bandwidth);
        BinaryPrimitives.WriteInt32BigEndian(payload.AsSpan(4), _options.Capacity.Memory);
        BinaryPrimitives.WriteInt32BigEndian(payload.AsSpan(8), _options.Capacity.Cpu);
        OnPublish(new GossipPublish(
            GossipKinds.Capacity, payload, GossipKinds.PriorityOf(GossipKinds.Capacity), GossipKinds.HopLimitOf(GossipKinds.Capacity, _options.HopLimit)));
    }
}
