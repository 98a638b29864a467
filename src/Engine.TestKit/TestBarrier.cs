#nullable disable
namespace Akka.TestKit;

/// <summary>A point that a number of threads pass together.</summary>
public class TestBarrier
{
    private readonly TestKitBase _testKit;
    private readonly TimeSpan _defaultTimeout;
    private readonly int _count;
    private Barrier _barrier;

    public TestBarrier(TestKitBase testKit, int count, TimeSpan? defaultTimeout = null)
    {
        _testKit = testKit;
        _count = count;
        _defaultTimeout = defaultTimeout ?? testKit.TestKitSettings.DefaultTimeout;
        _barrier = new Barrier(count);
    }

    /// <exception cref="TimeoutException">The others have not come in time.</exception>
    public void Await() => Await(_defaultTimeout);

    /// <exception cref="TimeoutException">The others have not come in time.</exception>
    public void Await(TimeSpan timeout)
    {
        if (!_barrier.SignalAndWait(_testKit.Dilated(timeout)))
            throw new TimeoutException($"Not all {_count} have reached the barrier within {_testKit.Dilated(timeout)}.");
    }

    public void Reset() => _barrier = new Barrier(_count);
}
