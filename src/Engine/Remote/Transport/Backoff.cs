namespace AkkaFederation.Engine.Remote;

/// <summary>Exponential backoff with ±20 % jitter: pure, time and randomness come in.</summary>
internal sealed class Backoff(TimeSpan first, TimeSpan limit, Func<double> jitter)
{
    private int _failures;

    public TimeSpan Next()
    {
        var factor = Math.Pow(2, Math.Min(_failures++, 30));
        var plain = Math.Min(first.TotalMilliseconds * factor, limit.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(plain * (0.8 + (0.4 * jitter())));
    }

    public void Reset() => _failures = 0;
}
