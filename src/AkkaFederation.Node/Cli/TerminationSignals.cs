using System.Runtime.InteropServices;

namespace AkkaFederation.Node.Cli;

/// <summary>
/// Ctrl-C and SIGTERM as a cancellation token. The first asks the command to stop in good order; a second one is left
/// to the system, so that a user is never held by a stop that takes too long.
/// </summary>
internal sealed class TerminationSignals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private int _seen;

    public TerminationSignals()
    {
        foreach (var signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT, PosixSignal.SIGHUP })
            _registrations.Add(PosixSignalRegistration.Create(signal, OnSignal));
    }

    public CancellationToken Token => _stop.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _stop.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        if (Interlocked.Exchange(ref _seen, 1) != 0)
            return;
        context.Cancel = true;
        _stop.Cancel();
    }
}
