using Akka.Actor;
using Akka.TestKit;
using Xunit.Sdk;

namespace Engine.Conformance.TestKit;

public sealed class WithinSpec : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(10);

    [Fact]
    public void Calls_inside_share_what_is_left()
    {
        Within(Long, () =>
        {
            Assert.InRange(Remaining, TimeSpan.Zero, Long);
            Assert.InRange(RemainingOrDefault, TimeSpan.FromSeconds(4), Long);
            TestActor.Tell("x");
            ExpectMsg("x");
        });
    }

    [Fact]
    public void The_result_of_a_block_is_passed_on()
    {
        Assert.Equal(5, Within(Long, () => 5));
        Assert.Equal(6, Within(TimeSpan.Zero, Long, () => 6));
    }

    [Fact]
    public void An_expectation_inside_ends_with_the_block()
    {
        var start = Now;

        Assert.ThrowsAny<XunitException>(() => Within(Short, () => ExpectMsg<string>()));

        Assert.InRange(Now - start, TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void A_block_that_is_too_quick_fails()
    {
        Assert.ThrowsAny<XunitException>(() => Within(TimeSpan.FromSeconds(1), Long, () => { }));
    }

    [Fact]
    public void Silence_may_use_the_time_up()
    {
        Within(Long, () => ExpectNoMsg(Short));
    }

    [Fact]
    public void An_inner_block_is_bounded_by_the_outer_one()
    {
        Within(TimeSpan.FromSeconds(5), () => Within(TimeSpan.FromHours(1), () =>
            Assert.InRange(Remaining, TimeSpan.Zero, TimeSpan.FromSeconds(5))));
    }

    [Fact]
    public void Outside_of_a_block_nothing_is_remaining()
    {
        Assert.Throws<InvalidOperationException>(() => Remaining);
        Assert.Equal(TimeSpan.FromSeconds(3), RemainingOrDefault);
        Assert.Equal(Short, RemainingOrDilated(Short));
        Assert.Equal(TimeSpan.FromSeconds(3), RemainingOrDilated(null));
    }

    [Fact]
    public async Task A_block_can_be_awaited()
    {
        Assert.Equal("x", await WithinAsync(Long, async () =>
        {
            TestActor.Tell("x");
            return await ExpectMsgAsync<string>();
        }));
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => WithinAsync(Short, async () => await ExpectMsgAsync<string>()));
        Assert.IsType<XunitException>(failure.GetBaseException(), exactMatch: false);
    }

    [Fact]
    public void A_condition_is_awaited()
    {
        var asked = 0;

        AwaitCondition(() => ++asked == 3, Long, TimeSpan.FromMilliseconds(1));

        Assert.Equal(3, asked);
        AwaitCondition(() => true);
        AwaitCondition(() => true, Long);
        Assert.ThrowsAny<XunitException>(() => AwaitCondition(() => false, Short, "why"));
        Assert.False(AwaitConditionNoThrow(() => false, Short));
        Assert.True(AwaitConditionNoThrow(() => true, Short));
    }

    [Fact]
    public void An_assertion_is_awaited()
    {
        var asked = 0;

        AwaitAssert(() => Assert.Equal(3, ++asked), Long, TimeSpan.FromMilliseconds(1));

        Assert.Equal(3, asked);
        Assert.ThrowsAny<XunitException>(() => AwaitAssert(() => Assert.Equal(1, asked), Short));
    }

    [Fact]
    public async Task Conditions_and_assertions_can_be_awaited()
    {
        var asked = 0;
        await AwaitConditionAsync(() => Task.FromResult(++asked == 2), Long, TimeSpan.FromMilliseconds(1));
        await AwaitAssertAsync(() => Assert.Equal(4, ++asked), Long, TimeSpan.FromMilliseconds(1));
        await AwaitAssertAsync(
            async () =>
            {
                await Task.Yield();
                Assert.Equal(6, ++asked);
            },
            Long,
            TimeSpan.FromMilliseconds(1));

        Assert.Equal(6, asked);
        Assert.False(await AwaitConditionNoThrowAsync(() => Task.FromResult(false), Short));
        await Assert.ThrowsAnyAsync<XunitException>(() => AwaitConditionAsync(() => Task.FromResult(false), Short));
        await Assert.ThrowsAnyAsync<XunitException>(() => AwaitAssertAsync(() => Assert.Fail("no"), Short));
    }
}

public sealed class DilatedSpec : Akka.TestKit.Xunit2.TestKit
{
    public DilatedSpec()
        : base("akka.test { timefactor = 2, single-expect-default = 4s, default-timeout = 7s, filter-leeway = 6s }")
    {
    }

    [Fact]
    public void Times_are_multiplied_and_configured()
    {
        Assert.Equal(TimeSpan.FromSeconds(2), Dilated(TimeSpan.FromSeconds(1)));
        Assert.Equal(TimeSpan.FromSeconds(8), RemainingOrDefault);
        Assert.Equal(TimeSpan.FromSeconds(2), RemainingOrDilated(TimeSpan.FromSeconds(1)));
        Assert.Equal(2.0, TestKitSettings.TestTimeFactor);
        Assert.Equal(TimeSpan.FromSeconds(4), TestKitSettings.SingleExpectDefault);
        Assert.Equal(TimeSpan.FromSeconds(7), TestKitSettings.DefaultTimeout);
        Assert.Equal(TimeSpan.FromSeconds(6), TestKitSettings.TestEventFilterLeeway);
    }
}
