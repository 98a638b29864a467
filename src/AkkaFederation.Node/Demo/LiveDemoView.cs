using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace AkkaFederation.Node.Demo;

/// <summary>A table that is redrawn in place: nodes, statuses, leader, term, commit index, rate; steps and checks below.</summary>
internal sealed class LiveDemoView : IDemoView
{
    private const int StepsShown = 12;

    private readonly Lock _lock = new();
    private readonly List<string> _steps = [];
    private readonly List<CheckResult> _checks = [];
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _live;
    private DemoProgress? _progress;
    private LiveDisplayContext? _context;

    public LiveDemoView(IAnsiConsole console) => _live = console.Live(new Text("fed demo")).StartAsync(context =>
    {
        lock (_lock)
            _context = context;
        Refresh();
        return _done.Task;
    });

    public void Step(string text) => Change(() => _steps.Add(text));

    public void Progress(DemoProgress progress) => Change(() => _progress = progress);

    public void Check(CheckResult check) => Change(() => _checks.Add(check));

    public async ValueTask DisposeAsync()
    {
        _done.TrySetResult();
        await _live;
    }

    private void Change(Action change)
    {
        lock (_lock)
            change();
        Refresh();
    }

    private void Refresh()
    {
        lock (_lock)
        {
            if (_done.Task.IsCompleted)
                return;
            _context?.UpdateTarget(Render());
            _context?.Refresh();
        }
    }

    // Never empty: there is no such thing as the width of nothing.
    private Rows Render()
    {
        var rows = new List<IRenderable> { new Text("fed demo") };
        if (_progress is { } progress)
            rows.Add(Table(progress));
        rows.AddRange(_steps.TakeLast(StepsShown).Select(s => new Text("• " + s)));
        rows.AddRange(_checks.Select(c => new Markup($"{(c.Ok ? "[green]ok[/]  " : "[red]FAIL[/]")} {Markup.Escape(c.Name)}: [grey]{Markup.Escape(c.Detail)}[/]")));
        return new Rows(rows);
    }

    private static Table Table(DemoProgress progress)
    {
        var table = new Table().RoundedBorder().Title($"{progress.Elapsed.TotalSeconds:0} s");
        table.AddColumns("node", "role", "term", "commit index", "sees others as", "DID");
        for (var i = 0; i < progress.Cluster.Nodes.Length; i++)
            table.AddRow(Row(progress, i));
        table.Caption(string.Create(CultureInfo.InvariantCulture,
            $"acknowledged {progress.Load.Acknowledged}  {progress.CommitsPerSecond:0}/s  aborted {progress.Load.Aborted}  undecided {progress.Load.Indeterminate}"));
        return table;
    }

    // The DID is plain text: in markup ":key:" is a picture of a key.
    private static IRenderable[] Row(DemoProgress progress, int i)
    {
        var name = new Text($"node-{i + 1}");
        if (progress.Cluster.Nodes[i] is not { } node)
            return [name, new Markup(i == progress.Killed ? "[red]killed[/]" : "[grey]no answer[/]")];
        var role = new Markup(node.IsLeader ? "[green]LEADER[/]" : Markup.Escape(node.Role));
        var statuses = new Markup(string.Join(' ', node.Peers.Where(p => p.Did != node.Did).Select(p => Colour(p.Status))));
        return [name, role, Number(node.Term), Number(node.CommitIndex), statuses, new Text(node.Did[..Math.Min(24, node.Did.Length)] + "…")];
    }

    private static string Colour(string status) => status switch
    {
        "HEALTHY" => "[green]HEALTHY[/]",
        "DEGRADED" => "[yellow]DEGRADED[/]",
        _ => $"[red]{Markup.Escape(status)}[/]",
    };

    private static Text Number(ulong number) => new(number.ToString(CultureInfo.InvariantCulture));
}
