namespace AkkaFederation.Membership;

/// <summary>
/// How much of the table a peer may still ask for. An answer may be as large as the federation and a question is small, so
/// whoever asks without end, or has the answers sent to somebody else, costs a bounded amount.
/// </summary>
internal sealed class Allowance
{
    private double? _left;
    private TimeSpan _at;

    /// <param name="now">The time.</param>
    /// <param name="most">What may be asked at once after a long silence.</param>
    /// <param name="refill">In which time that is given again.</param>
    public bool TryTake(TimeSpan now, double most, TimeSpan refill)
    {
        var left = Math.Min(most, (_left ?? most) + (most * ((now - _at) / refill)));
        _at = now;
        _left = left < 1 ? left : left - 1;
        return left >= 1;
    }
}
