namespace AkkaFederation.Node.Demo;

/// <summary>For <c>--json</c>: the one object at the end says everything.</summary>
internal sealed class QuietDemoView : IDemoView
{
    public void Step(string text)
    {
        // Nothing but the report goes to standard output.
    }

    public void Progress(DemoProgress progress)
    {
        // See Step.
    }

    public void Check(CheckResult check)
    {
        // See Step.
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
