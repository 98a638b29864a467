namespace AkkaFederation.TestKit.Checks;

/// <summary>A rule of the user's own.</summary>
internal sealed class UserCheck(string rule, Func<string?> check, ViolationList violations)
{
    private bool _broken;

    public void Run()
    {
        if (_broken || Find() is not { } problem) return;
        _broken = true;
        violations.Add(rule, problem);
    }

    private string? Find()
    {
        try
        {
            return check();
        }
        catch (Exception e)
        {
            return $"the check failed: {e.GetType().Name}: {e.Message}";
        }
    }
}
