using System.Text.RegularExpressions;
using Akka.Actor;
using Akka.Event;
using Xunit.Sdk;

namespace Engine.Conformance.TestKit;

public sealed class EventFilterSpec : Akka.TestKit.Xunit2.TestKit
{
    public EventFilterSpec()
        : base("akka.loglevel = DEBUG")
    {
    }

    [Fact]
    public void Each_level_has_its_filter()
    {
        EventFilter.Debug("text d").ExpectOne(() => Log.Debug("text {0}", "d"));
        EventFilter.Info("text i").ExpectOne(() => Log.Info("text {0}", "i"));
        EventFilter.Warning("text w").ExpectOne(() => Log.Warning("text {0}", "w"));
        EventFilter.Error("text e").ExpectOne(() => Log.Error("text {0}", "e"));
        EventFilter.ForLogLevel(LogLevel.InfoLevel, "text i").ExpectOne(() => Log.Info("text i"));
    }

    [Fact]
    public void A_text_is_matched_as_a_whole_by_start_part_or_pattern()
    {
        EventFilter.Info(start: "some").ExpectOne(() => Log.Info("some text"));
        EventFilter.Info(contains: "me te").ExpectOne(() => Log.Info("some text"));
        EventFilter.Info(new Regex("^s.*t$")).ExpectOne(() => Log.Info("some text"));
        EventFilter.Info("other").Expect(0, TimeSpan.FromMilliseconds(100), () => Log.Info("some text"));
    }

    [Fact]
    public void Exactly_as_many_events_are_expected()
    {
        EventFilter.Warning("x").Expect(2, () =>
        {
            Log.Warning("x");
            Log.Warning("x");
        });
        Assert.ThrowsAny<XunitException>(() => EventFilter.Warning("x").Expect(
            2, TimeSpan.FromMilliseconds(100), () => Log.Warning("x")));
        Assert.ThrowsAny<XunitException>(() => EventFilter.Warning("x").Expect(
            0, TimeSpan.FromMilliseconds(100), () =>
            {
                Log.Warning("x");
                LogAndSee("after it");
            }));
    }

    [Fact]
    public void Exceptions_are_matched_by_type_and_text()
    {
        EventFilter.Exception<ArgumentException>().ExpectOne(() => Log.Error(new ArgumentException("a"), "failed"));
        EventFilter.Exception<ArgumentException>("a").ExpectOne(() => Log.Error(new ArgumentException("a"), "failed"));
        EventFilter.Exception(typeof(ArgumentException), contains: "a", checkInnerExceptions: true).ExpectOne(
            () => Log.Error(new InvalidOperationException("outer", new ArgumentException("a")), "failed"));
        Assert.ThrowsAny<XunitException>(() => EventFilter.Exception<ArgumentException>().ExpectOne(
            TimeSpan.FromMilliseconds(100), () => Log.Error(new InvalidOperationException("b"), "failed")));
    }

    [Fact]
    public void A_failing_actor_is_seen()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Failing()), "failing");

        EventFilter.Exception<InvalidOperationException>("on purpose", source: actor.Path.ToString())
            .ExpectOne(() => actor.Tell("fail"));
    }

    [Fact]
    public void Dead_letters_are_matched()
    {
        EventFilter.DeadLetter<string>().ExpectOne(() => Sys.DeadLetters.Tell("x"));
        EventFilter.DeadLetter<string>(s => s == "x").ExpectOne(() => Sys.DeadLetters.Tell("x"));
        EventFilter.DeadLetter(typeof(string)).ExpectOne(() => Sys.DeadLetters.Tell("x"));
        EventFilter.DeadLetter().ExpectOne(() => Sys.DeadLetters.Tell(5));
    }

    [Fact]
    public void Filters_can_be_joined()
    {
        EventFilter.Info("a").And.Warning("b").Expect(2, () =>
        {
            Log.Info("a");
            Log.Warning("b");
        });
    }

    [Fact]
    public void A_predicate_is_a_filter()
    {
        EventFilter.Custom(e => e is Warning && e.Message.ToString() == "x").ExpectOne(() => Log.Warning("x"));
        EventFilter.Custom<Warning>(e => e.Message.ToString() == "x").ExpectOne(() => Log.Warning("x"));
    }

    [Fact]
    public void Results_are_passed_on()
    {
        Assert.Equal(5, EventFilter.Info("x").ExpectOne(() =>
        {
            Log.Info("x");
            return 5;
        }));
        Assert.Equal(6, EventFilter.Info("x").Mute(() =>
        {
            Log.Info("x");
            return 6;
        }));
    }

    [Fact]
    public void Events_can_be_muted_for_a_while()
    {
        // What an older filter takes the younger ones do not see.
        using (EventFilter.Info("x").Mute())
            EventFilter.Info().ExpectOne(() =>
            {
                Log.Info("x");
                Log.Info("y");
            });

        EventFilter.Info("x").ExpectOne(() => Log.Info("x"));
    }

    [Fact]
    public async Task Events_can_be_awaited()
    {
        await EventFilter.Info("x").ExpectOneAsync(async () =>
        {
            await Task.Yield();
            Log.Info("x");
        });
        await EventFilter.Info("x").ExpectAsync(2, () =>
        {
            Log.Info("x");
            Log.Info("x");
            return Task.CompletedTask;
        });
        Assert.Equal(5, await EventFilter.Info("x").ExpectOneAsync(() =>
        {
            Log.Info("x");
            return Task.FromResult(5);
        }));
    }

    /// <summary>Once this event has been seen, so have all that were logged before.</summary>
    private void LogAndSee(string text) => EventFilter.Info(text).ExpectOne(() => Log.Info(text));

    private sealed class Failing : ReceiveActor
    {
        public Failing() => ReceiveAny(_ => throw new InvalidOperationException("on purpose"));
    }
}
