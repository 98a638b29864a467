using System.Text.RegularExpressions;
using Akka.Event;
using Akka.TestKit;
using Akka.TestKit.Internal;
using Akka.TestKit.Internal.StringMatcher;
using Akka.TestKit.Xunit2;
using Xunit.Sdk;

namespace Engine.Conformance.TestKit;

public sealed class MatcherSpec
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Infinite = Timeout.InfiniteTimeSpan;

    [Fact]
    public void Texts_are_matched()
    {
        Assert.True(Matches(new EqualsString("abc"), "abc"));
        Assert.False(Matches(new EqualsString("abc"), "abcd"));
        Assert.True(Matches(new StartsWithString("ab"), "abc"));
        Assert.False(Matches(new StartsWithString("bc"), "abc"));
        Assert.True(Matches(new ContainsString("b"), "abc"));
        Assert.False(Matches(new ContainsString("x"), "abc"));
        Assert.True(Matches(new RegexMatcher(new Regex("^a.c$")), "abc"));
        Assert.False(Matches(new RegexMatcher(new Regex("^a.c$")), "abcd"));
        Assert.True(Matches(MatchesAll.Instance, "anything"));
        Assert.True(Matches(new EqualsStringAndPathMatcher("akka://sys/user/a"), "akka://sys/user/a"));
        Assert.False(Matches(new EqualsStringAndPathMatcher("akka://sys/user/a"), "akka://sys/user/b"));
    }

    [Fact]
    public void Filters_look_at_level_text_and_source()
    {
        var source = new EqualsString("src");
        var text = new EqualsString("text");

        Assert.True(new InfoFilter(text, source).Apply(new Info("src", typeof(object), "text")));
        Assert.False(new InfoFilter(text, source).Apply(new Info("other", typeof(object), "text")));
        Assert.False(new InfoFilter(text, source).Apply(new Info("src", typeof(object), "other")));
        Assert.False(new InfoFilter(text, source).Apply(new Warning("src", typeof(object), "text")));
        Assert.True(new DebugFilter(text, source).Apply(new Debug("src", typeof(object), "text")));
        Assert.True(new WarningFilter(text, source).Apply(new Warning("src", typeof(object), "text")));
        Assert.True(new ErrorFilter(text, source).Apply(new Error(null, "src", typeof(object), "text")));
        Assert.True(new ErrorFilter(typeof(ArgumentException), text, source).Apply(
            new Error(new ArgumentException("text"), "src", typeof(object), "failed")));
        Assert.True(new CustomEventFilter(e => e.LogSource == "src").Apply(new Info("src", typeof(object), "text")));
        IEventFilter any = new InfoFilter();
        Assert.True(any.Apply(new Info("src", typeof(object), "text")));
    }

    [Fact]
    public void A_filter_tells_of_what_it_took()
    {
        var filter = new InfoFilter();
        var taken = new List<LogEvent>();
        EventMatched listener = (_, e) => taken.Add(e);
        var info = new Info("src", typeof(object), "text");

        filter.EventMatched += listener;
        filter.Apply(info);
        filter.Apply(new Warning("src", typeof(object), "text"));
        filter.EventMatched -= listener;
        filter.Apply(info);

        Assert.Equal([info], taken);
    }

    [Fact]
    public void Durations_have_kinds()
    {
        Assert.True(Second.IsPositiveFinite());
        Assert.False(Infinite.IsPositiveFinite());
        Assert.True(Infinite.IsInfinite());
        Assert.False(Second.IsInfinite());
        Assert.True(TimeSpan.Zero.IsZero());
        Assert.False(Second.IsZero());
        Assert.True(((TimeSpan?)null).IsUndefined());
        Assert.True(((TimeSpan?)Second).IsPositiveFinite());
        Assert.True(((TimeSpan?)Infinite).IsInfinite());
        Assert.True(((TimeSpan?)TimeSpan.Zero).IsZero());
        Assert.Equal(Second, Second.Min(null));
        Assert.Equal(Second, (Second * 2).Min(Second));
        Assert.Equal(Second, Second.Min(Second * 2));
        Assert.ThrowsAny<ArgumentException>(() => Infinite.EnsureIsPositiveFinite("name"));
        Second.EnsureIsPositiveFinite("name");
    }

    [Fact]
    public void Assertions_fail_as_xunit_does()
    {
        ITestKitAssertions assertions = new XunitAssertions();

        assertions.AssertTrue(true);
        assertions.AssertFalse(false);
        assertions.AssertEqual(1, 1);
        assertions.AssertEqual("a", "A", (x, y) => x.Equals(y, StringComparison.OrdinalIgnoreCase));
        Assert.Contains("why 5", Assert.ThrowsAny<XunitException>(() => assertions.Fail("why {0}", 5)).Message);
        Assert.ThrowsAny<XunitException>(() => assertions.AssertTrue(false, "why"));
        Assert.ThrowsAny<XunitException>(() => assertions.AssertFalse(true, "why"));
        Assert.ThrowsAny<XunitException>(() => assertions.AssertEqual(1, 2, "why"));
        Assert.ThrowsAny<XunitException>(() => assertions.AssertEqual(1, 1, (_, _) => false, "why"));
    }

    [Fact]
    public void Predicates_know_their_type()
    {
        Predicate<int> positive = i => i > 0;

        var info = positive.CreatePredicateInfo();

        Assert.Equal(typeof(int), info.Type);
        Assert.Same(positive, info.PredicateT);
    }

    [Fact]
    public void An_envelope_has_message_and_sender()
    {
        var envelope = new RealMessageEnvelope("x", Akka.Actor.ActorRefs.Nobody);

        Assert.Equal(("x", (Akka.Actor.IActorRef)Akka.Actor.ActorRefs.Nobody), (envelope.Message, envelope.Sender));
        Assert.ThrowsAny<Exception>(() => NullMessageEnvelope.Instance.Message);
        Assert.ThrowsAny<Exception>(() => NullMessageEnvelope.Instance.Sender);
    }

    private static bool Matches(IStringMatcher matcher, string text) => matcher.IsMatch(text);
}
