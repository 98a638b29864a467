namespace AkkaFederation.Wire;

/// <summary>Refused messages by reason. One set for each actor system; thread-safe.</summary>
internal sealed class WireCounters
{
    private readonly long[] _refused = new long[Enum.GetValues<WireRefusal>().Length];

    public void Count(WireRefusal refusal) => Interlocked.Increment(ref _refused[(int)refusal]);

    public long Refused(WireRefusal refusal) => Interlocked.Read(ref _refused[(int)refusal]);

    public long TotalRefused => Enum.GetValues<WireRefusal>().Sum(Refused);
}
