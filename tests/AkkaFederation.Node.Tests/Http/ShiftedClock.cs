namespace AkkaFederation.Node.Tests.Http;

/// <summary>The machine's clock, so much ahead as a test says.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    private long _aheadTicks;

    public void Advance(TimeSpan by) => Interlocked.Add(ref _aheadTicks, by.Ticks);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + new TimeSpan(Interlocked.Read(ref _aheadTicks));

    public override long GetTimestamp() =>
        System.GetTimestamp() + (long)(new TimeSpan(Interlocked.Read(ref _aheadTicks)).TotalSeconds * System.TimestampFrequency);
}
