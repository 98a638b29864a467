using System.Collections.Immutable;
using AkkaFederation.Identity;

namespace AkkaFederation.Membership;

/// <content>What others say about this node, and its farewell.</content>
internal sealed partial class MembershipCore
{
    private const int FarewellLimit = 64;

    private void OnAboutMyself(Assertion assertion, Did from)
    {
        if (assertion.ByOwner)
        {
            OnOwnWords(assertion, from);
            return;
        }

        // A suspicion of another incarnation is answered already, or never was ours: nobody can push us upwards. But whoever
        // repeats an answered one has not heard the answer.
        if (assertion.Incarnation < _self.Incarnation) Remind();
        if (assertion.Incarnation != _self.Incarnation) return;
        if (!_peers.ContainsKey(assertion.Asserter))
            Refuse(MembershipRefusal.UnknownPeer, from, $"a suspicion of this node by {assertion.Asserter}");
        else if (!IsSigned(assertion, from, out var refusal))
            Refuse(refusal, from, $"a suspicion of this node by {assertion.Asserter}");
        else if (_now >= _nextRefute) Refute();
        else _refutePending = true;
    }

    // At a bounded pace, or one liar could make this node flood the federation with refutations (M2).
    private void Refute()
    {
        _refutePending = false;
        _nextRefute = _now + _options.GossipInterval;
        Counters.Refutations++;
        _health.Note(1);
        var alive = _self.Refute();
        _table.Merge(alive);
        _changed = true;
        Spread(new GossipItem(alive));
    }

    // The answer to the very ping that told of it carries this.
    private void Remind()
    {
        if (_now < _nextReminder) return;
        _nextReminder = _now + _options.GossipInterval;
        foreach (var item in OwnWordsOf(_table.Find(Self)!)) Spread(item);
    }

    // The others would not follow this node further than that either.
    private ulong HighestOfEarlierLife => _self.Incarnation + _options.MaxIncarnationJump;

    // Signed with this key but not by this life: the table remembers what the node does not.
    private void OnOwnWords(Assertion assertion, Did from)
    {
        if (assertion.Kind == AssertionKind.Proof || _self.IsMine(assertion)) return;
        if (assertion.Incarnation < _self.Incarnation) return;
        if (assertion.Incarnation > HighestOfEarlierLife)
            Refuse(MembershipRefusal.IncarnationJump, from, $"incarnation {assertion.Incarnation} of this node");
        else if (!IsSigned(assertion, from, out var refusal))
            Refuse(refusal, from, $"{assertion.Kind} in the name of this node");
        else Outlive(assertion.Incarnation);
    }

    private void OnOwnRecord(PeerRecord record, Did from)
    {
        if (record.Incarnation < _self.Incarnation || record.Equals(_self.Record)) return;
        if (record.Incarnation > HighestOfEarlierLife)
            Refuse(MembershipRefusal.IncarnationJump, from, $"incarnation {record.Incarnation} of this node");
        else if (!IsSigned(record, from, out var reason))
            Refuse(MembershipRefusal.InvalidRecord, from, $"a record in the name of this node: {reason}");
        else Outlive(record.Incarnation);
    }

    private void Outlive(ulong incarnation)
    {
        var record = _self.OutliveEarlierLife(incarnation);
        _table.Merge(record);
        _changed = true;
        Spread(new GossipItem(record));
    }

    // Whoever evicted us sends what it has of us; our own words of now, one higher, bring us back (M4, M7).
    private void OnObituary(SubjectEntry from, Obituary obituary)
    {
        if (_now < _nextRefute) return;
        _nextRefute = _now + _options.GossipInterval;
        if (obituary.Incarnation == _self.Incarnation) Outlive(obituary.Incarnation);
        Send(from, new Join(_self.Record, NewToken()));
    }

    private void Leave()
    {
        var farewell = _self.Leave();
        _table.Merge(farewell);
        var living = _order.FindAll(p => p.Alive);
        _random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(living));
        foreach (var peer in living.Take(FarewellLimit))
            Send(_table.Find(peer.Id)!, new News { Gossip = ImmutableArray.Create(new GossipItem(farewell)) });
        _alarm = null;
        _changed = true;
    }
}
