#nullable disable
namespace Akka.TestKit;

/// <summary>Opens when it has been counted down; a test waits for that.</summary>
public class TestLatch
{
    private readonly Func<TimeSpan, TimeSpan> _dilate;
    private readonly TimeSpan _defaultTimeout;
    private readonly CountdownEvent _countdown;

    public TestLatch()
        : this(1)
    {
    }

    public TestLatch(int count)
        : this(count, TimeSpan.FromSeconds(5))
    {
    }

    public TestLatch(int count, TimeSpan defaultTimeout)
        : this(timeout => timeout, defaultTimeout, count)
    {
    }

    internal TestLatch(Func<TimeSpan, TimeSpan> dilate, TimeSpan defaultTimeout, int count)
    {
        _dilate = dilate;
        _defaultTimeout = defaultTimeout;
        _countdown = new CountdownEvent(count);
    }

    public bool IsOpen => _countdown.IsSet;

    /// <summary>Does nothing to a latch that is open.</summary>
    public void CountDown()
    {
        lock (_countdown)
        {
            if (!_countdown.IsSet)
                _countdown.Signal();
        }
    }

    public void Open()
    {
        while (!IsOpen)
            CountDown();
    }

    /// <summary>Closes the latch with its first count.</summary>
    public void Reset() => _countdown.Reset();

    /// <exception cref="TimeoutException">The latch has not opened in time.</exception>
    public void Ready() => Ready(_defaultTimeout);

    /// <exception cref="TimeoutException">The latch has not opened in time.</exception>
    public void Ready(TimeSpan timeout)
    {
        if (!_countdown.Wait(_dilate(timeout)))
            throw new TimeoutException($"The latch has not opened within {_dilate(timeout)}; {_countdown.CurrentCount} to go.");
    }
}
