namespace AkkaFederation.Gossip;

/// <summary>Which heartbeats of an origin have been seen: the newest 64 of its present life; older ones count as seen.</summary>
internal sealed class HeartbeatWindow
{
    private ulong _epoch;
    private ulong _highest;
    private ulong _seen;

    public bool IsNew(ulong epoch, ulong sequence)
    {
        if (epoch != _epoch) return epoch > _epoch;
        if (sequence > _highest) return true;
        return _highest - sequence < 64 && (_seen >> (int)(_highest - sequence) & 1) == 0;
    }

    public void Add(ulong epoch, ulong sequence)
    {
        if (epoch > _epoch) (_epoch, _highest, _seen) = (epoch, sequence, 0);
        if (sequence > _highest)
        {
            var by = sequence - _highest;
            _seen = by < 64 ? _seen << (int)by : 0;
            _highest = sequence;
        }

        _seen |= 1UL << (int)(_highest - sequence);
    }
}
