using System.Diagnostics;
using System.Globalization;
using AkkaFederation.TestKit;

namespace AkkaFederation.Node.Simulation;

/// <summary>A line on standard error every few seconds of a long run; a short one has none.</summary>
internal sealed class SimProgress(TextWriter error) : IProgress<SimulationProgress>
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private TimeSpan _next = Interval;

    public void Report(SimulationProgress value)
    {
        if (_watch.Elapsed < _next) return;
        _next = _watch.Elapsed + Interval;
        error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"seed {value.Seed}: {value.Now.TotalSeconds:0} of {value.End.TotalSeconds:0} s simulated ({value.Now / value.End:0 %}), {value.Now / _watch.Elapsed:0.#} times real time"));
    }
}
