using AkkaFederation.TestKit.Checks;

namespace AkkaFederation.TestKit;

/// <content>Checks of the user's own, beside those of the federation.</content>
public sealed partial class SimulatedWorld
{
    private readonly List<UserCheck> _checks = [];
    private readonly List<UserCheck> _everyTurn = [];

    /// <summary>
    /// Adds a rule that must hold. <paramref name="check"/> says what is wrong, or null if nothing is; it may look at
    /// everything and must change nothing. The first time that it finds something is a violation, and it is asked no more.
    /// </summary>
    /// <param name="rule">What the rule is called in <see cref="Violations"/>.</param>
    /// <param name="check">Says what is wrong; what it throws is wrong too.</param>
    /// <param name="every">How often it is asked, in simulated time; after every turn of every actor if not given.</param>
    public void AddCheck(string rule, Func<string?> check, TimeSpan? every = null)
    {
        var added = new UserCheck(rule, check, _violations);
        _checks.Add(added);
        if (every is not { } interval)
        {
            _everyTurn.Add(added);
            return;
        }

        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero, nameof(every));
        Loop.After(interval, Ask);

        void Ask()
        {
            added.Run();
            Loop.After(interval, Ask);
        }
    }
}
