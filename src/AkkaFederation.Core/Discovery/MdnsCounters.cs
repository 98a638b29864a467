namespace AkkaFederation.Discovery;

/// <summary>What was sent, received and refused.</summary>
internal sealed class MdnsCounters
{
    private readonly SortedDictionary<MdnsRefusal, long> _refusals = [];

    public long PacketsSent { get; set; }

    public long PacketsReceived { get; set; }

    public long Renames { get; set; }

    public IReadOnlyDictionary<MdnsRefusal, long> Refusals => _refusals;

    public void Refuse(MdnsRefusal reason) => _refusals[reason] = Of(reason) + 1;

    public long Of(MdnsRefusal reason) => _refusals.GetValueOrDefault(reason);
}
