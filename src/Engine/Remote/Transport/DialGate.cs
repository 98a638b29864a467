namespace AkkaFederation.Engine.Remote;

/// <summary>
/// How many connections a process opens at once. A TLS handshake is mostly computation: a thousand begun together would
/// all take longer than their time-out, be given up and begun again, and none would ever end. Whoever waits here has not
/// begun, so nobody's time-out runs. A place is held no longer than <paramref name="longest"/>, so that peers which do not
/// answer do not hold up the others.
/// </summary>
internal sealed class DialGate(int atOnce, TimeSpan longest)
{
    private const int PerProcessor = 4;

    private readonly SemaphoreSlim _places = new(atOnce);

    /// <summary>That of this process: processors are shared by all its actor systems.</summary>
    public static DialGate Shared { get; } = new(PerProcessor * Math.Max(2, Environment.ProcessorCount), TimeSpan.FromMilliseconds(500));

    /// <summary>Waits for a place, which is given back when the result is disposed, or before.</summary>
    public async Task<IDisposable> EnterAsync(TimeProvider time, CancellationToken cancel)
    {
        await _places.WaitAsync(cancel).ConfigureAwait(false);
        return new Place(_places, time, longest);
    }

    private sealed class Place : IDisposable
    {
        private readonly SemaphoreSlim _places;
        private readonly ITimer _timer;
        private int _left;

        public Place(SemaphoreSlim places, TimeProvider time, TimeSpan longest)
        {
            _places = places;
            _timer = time.CreateTimer(static place => ((Place)place!).Leave(), this, longest, Timeout.InfiniteTimeSpan);
        }

        public void Dispose()
        {
            _timer.Dispose();
            Leave();
        }

        private void Leave()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0) _places.Release();
        }
    }
}
