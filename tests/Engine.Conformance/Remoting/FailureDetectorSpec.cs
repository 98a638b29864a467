using Akka.Actor;
using Akka.Event;
using Akka.Remote;

namespace Engine.Conformance.Remoting;

public sealed class FailureDetectorSpec
{
    private static readonly Address Here = new("akka.ssl.tcp", "here", "host.example", 1);
    private static readonly Address There = new("akka.ssl.tcp", "there", "host.example", 2);

    private long _now;

    private PhiAccrualFailureDetector Detector() => new(
        10.0, 200, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1), () => _now);

    [Fact]
    public void Nothing_is_suspected_before_the_first_heartbeat()
    {
        FailureDetector detector = Detector();

        Assert.True(detector.IsAvailable);
        Assert.False(detector.IsMonitoring);
    }

    [Fact]
    public void Regular_heartbeats_keep_it_available_and_silence_does_not()
    {
        FailureDetector detector = Detector();
        for (var i = 0; i < 20; i++)
        {
            detector.HeartBeat();
            _now += 1000;
        }

        Assert.True(detector.IsMonitoring);
        Assert.True(detector.IsAvailable);
        _now += 2000;
        Assert.True(detector.IsAvailable);
        _now += 10_000;
        Assert.False(detector.IsAvailable);
        detector.HeartBeat();
        Assert.True(detector.IsAvailable);
    }

    [Fact]
    public void Events_of_associations_say_between_whom()
    {
        var cause = new InvalidOperationException("cause");
        AssociationEvent[] events =
        [
            new AssociatedEvent(Here, There, true),
            new DisassociatedEvent(Here, There, true),
            new AssociationErrorEvent(cause, Here, There, true, LogLevel.ErrorLevel),
        ];

        Assert.All(events, e => Assert.Equal((Here, There, true), (e.LocalAddress, e.RemoteAddress, e.IsInbound)));
        Assert.Equal(
            [LogLevel.DebugLevel, LogLevel.DebugLevel, LogLevel.ErrorLevel], events.Select(e => e.LogLevel()));
        Assert.Same(cause, ((AssociationErrorEvent)events[2]).Cause);
        var listening = new RemotingListenEvent([Here]);
        Assert.Equal([Here], listening.ListenAddresses);
        Assert.Equal((LogLevel.InfoLevel, LogLevel.InfoLevel), (listening.LogLevel(), new RemotingShutdownEvent().LogLevel()));
    }
}
