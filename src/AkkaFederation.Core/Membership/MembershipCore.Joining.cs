using System.Collections.Immutable;
using AkkaFederation.Identity;

namespace AkkaFederation.Membership;

/// <content>Messages as they arrive: from members, from joiners, from strangers.</content>
internal sealed partial class MembershipCore
{
    private const int MaxTokens = 64;
    private const int MaxItemsReceived = 64;
    private const int MaxDigestsReceived = 1024;
    private const int WelcomesAtOnce = 4;
    private const int ComparisonsAtOnce = 4;
    private readonly List<ulong> _tokens = [];
    private TimeSpan _nextIntroduction;

    private void OnReceived(Received received)
    {
        Counters.Received++;
        var message = received.Message;
        if (message.Gossip.Length > MaxItemsReceived || message is SyncRequest { Digest.Length: > MaxDigestsReceived })
            Refuse(MembershipRefusal.TooManyItems, received.From, message.GetType().Name);
        else if (received.From == Self) OnOwnEcho(message);
        else if (_revoked.Contains(received.From)) Refuse(MembershipRefusal.Revoked, received.From, message.GetType().Name);
        else if (message is Join join) OnJoin(received, join);
        else if (message is Welcome welcome) OnWelcome(received, welcome);
        else if (_peers.TryGetValue(received.From, out var peer)) OnMember(peer, received);
        else OnStranger(received);
    }

    private void OnMember(PeerState peer, Received received)
    {
        var entry = _table.Find(peer.Id)!;
        NoteContact(peer, entry);
        if (received.Message is Obituary obituary)
        {
            TakeGossip(obituary, peer.Id);
            OnObituary(entry, obituary);
            return;
        }

        if (peer.Status != PeerStatus.Evicted) TakeGossip(received.Message, peer.Id);
        switch (received.Message)
        {
            case Ping ping: OnPing(entry, received, ping); break;
            case Ack ack: OnAck(peer, ack); break;
            case PingRequest request when peer.Status != PeerStatus.Evicted: OnPingRequest(peer, request); break;
            case IndirectAck ack: OnIndirectAck(peer.Id, ack); break;
            case Nack nack: OnNack(peer.Id, nack); break;
            case SyncRequest request when peer.Status != PeerStatus.Evicted && MayCompare(peer): OnSyncRequest(entry, request); break;
        }
    }

    // A comparison of large tables has as many requests as parts.
    private bool MayCompare(PeerState peer)
    {
        var parts = 2 + (_table.Entries.Count / _options.DigestsPerMessage);
        if (peer.Comparisons.TryTake(_now, ComparisonsAtOnce * parts, _options.SyncInterval)) return true;
        Refuse(MembershipRefusal.TooOften, peer.Id, "compares tables more often than is answered");
        return false;
    }

    private bool MayHaveWelcome(PeerState peer)
    {
        if (peer.Welcomes.TryTake(_now, WelcomesAtOnce, _options.SeedRetryMin * (WelcomesAtOnce * WelcomesAtOnce))) return true;
        Refuse(MembershipRefusal.TooOften, peer.Id, "asks to be let in more often than is answered");
        return false;
    }

    // One-way: that we hear a peer is a sign of its life, but only an answer shows that it hears us.
    private void NoteContact(PeerState peer, SubjectEntry entry)
    {
        if (!peer.Proven) Observe(peer, ObservationKind.Proven);
        peer.Proven = true;
        peer.LastSeen = _now;
        if (peer.OwesReport)
        {
            peer.OwesReport = false;
            _health.Note(1);
        }

        if (peer.Alive || _now < peer.NextReaction) return;
        peer.NextReaction = _now + _options.ProbeInterval;
        if (peer.Status == PeerStatus.Unreachable) StartProbe(peer);
        else if (!peer.Deregistered) Send(entry, new Obituary(entry.Incarnation) { Gossip = OwnWordsOf(entry) });
    }

    private static ImmutableArray<GossipItem> OwnWordsOf(SubjectEntry entry) =>
        entry.Own is { } own ? [new GossipItem(entry.Record), new GossipItem(own)] : [new GossipItem(entry.Record)];

    // Somebody knows us, but we do not know it: we were restarted, or its introduction is still on its way.
    private void OnStranger(Received received)
    {
        if (received.Message is Ping ping) OnPing(null, received, ping);
        else if (received.Message is not Ack) Refuse(MembershipRefusal.NotAMember, received.From, received.Message.GetType().Name);
        if (_now < _nextIntroduction) return;
        _nextIntroduction = _now + _options.SeedRetryMin;
        _effects.Add(new SendToAddress(received.Address, new Join(_self.Record, NewToken())));
    }

    private void OnJoin(Received received, Join join)
    {
        if (join.Record.PeerId != received.From)
        {
            Refuse(MembershipRefusal.OriginMismatch, received.From, $"joins in the name of {join.Record.PeerId}");
            return;
        }

        if (!OnRecord(join.Record, received.From)) return;

        // That it reaches us does not show that we reach it: its failures stay until it answers, and it is asked at once.
        var peer = _peers[received.From];
        var entry = _table.Find(peer.Id)!;
        if (peer.Status != PeerStatus.Evicted) NoteContact(peer, entry);
        if (!MayHaveWelcome(peer)) return;

        // To where the joiner says it is now, which may be newer than what we hold of it.
        var items = new List<GossipItem> { new(_self.Record) };
        foreach (var other in _table.Entries.Where(e => e.Record.PeerId != Self && e != entry && IsWorthTelling(e))) AddAll(items, other);
        if (entry.Own is not null || entry.IsNewerThan(join.Record)) items.AddRange(OwnWordsOf(entry));
        SendInParts(items, part => _effects.Add(new SendToAddress(join.Record.Endpoint, new Welcome(join.Token) { Gossip = part })));
    }

    private void OnWelcome(Received received, Welcome welcome)
    {
        var asked = _tokens.Contains(welcome.Token);
        if (!asked && !_peers.ContainsKey(received.From))
        {
            Refuse(MembershipRefusal.NotAMember, received.From, "a welcome that was not asked for");
            return;
        }

        // The host's own record comes first, so that it is known when the rest is taken from it.
        TakeGossip(welcome, received.From);
        if (!_peers.TryGetValue(received.From, out var host)) return;
        NoteContact(host, _table.Find(host.Id)!);
        if (asked) _effects.Add(new SeedAnswered(welcome.Token, host.Id));
    }

    private void OnOwnEcho(MembershipMessage message)
    {
        if (message is Join join && _tokens.Contains(join.Token)) _effects.Add(new SeedAnswered(join.Token, Self));
    }

    private void OnContactSeed(ContactSeed seed)
    {
        Remember(seed.Token);
        _effects.Add(new SendToAddress(seed.Address, new Join(_self.Record, seed.Token)));
    }

    private ulong NewToken()
    {
        var token = NextNonce();
        Remember(token);
        return token;
    }

    private void Remember(ulong token)
    {
        _tokens.Add(token);
        if (_tokens.Count > MaxTokens) _tokens.RemoveAt(0);
    }
}
