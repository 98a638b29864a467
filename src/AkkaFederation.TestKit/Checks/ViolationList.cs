namespace AkkaFederation.TestKit.Checks;

/// <summary>What the checkers of one world have found.</summary>
internal sealed class ViolationList(Func<TimeSpan> now)
{
    // A broken rule tends to be broken again at every step.
    private const int Most = 20;
    private readonly List<Violation> _found = [];

    public IReadOnlyList<Violation> Found => _found;

    public void Add(string rule, string detail)
    {
        if (_found.Count < Most) _found.Add(new Violation(now(), rule, detail));
    }
}
