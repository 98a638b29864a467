namespace AkkaFederation.Hosting;

/// <summary>
/// When a failed room starts again: at once would spin on a lasting fault, so the wait doubles up to a limit, and starts
/// over once the room has held for a while. Time is an argument.
/// </summary>
internal sealed class RoomBackoff
{
    public static readonly TimeSpan First = TimeSpan.FromMilliseconds(200);
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan Stable = TimeSpan.FromSeconds(30);

    private TimeSpan _next = First;
    private TimeSpan _startedAt;

    public void Started(TimeSpan now) => _startedAt = now;

    /// <summary>The room failed; how long to wait before it is made anew.</summary>
    public TimeSpan Failed(TimeSpan now)
    {
        if (now - _startedAt >= Stable) _next = First;
        var wait = _next;
        _next = _next * 2 < Longest ? _next * 2 : Longest;
        return wait;
    }
}
