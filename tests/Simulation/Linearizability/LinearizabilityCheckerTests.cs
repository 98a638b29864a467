using AkkaFederation.TestKit.Linearizability;

namespace AkkaFederation.Simulation.Tests.Linearizability;

/// <summary>Known histories: what is right is accepted, and what is wrong is refused with what shows it.</summary>
public sealed class LinearizabilityCheckerTests
{
    public static TheoryData<string, string> Right => new()
    {
        { "one after the other", "a 1-2 put x 1\n b 3-4 get x = 1\n a 5-6 cas x 1 2 = ok\n b 7-8 get x = 2\n a 9-10 delete x = ok\n b 11-12 get x = -" },
        { "a read beside a write sees either", "a 1-10 put x 1\n b 2-3 get x = -\n b 4-5 get x = 1" },
        { "two writes beside each other, in the order that the reads show", "a 1-10 put x 1\n b 1-10 put x 2\n c 11-12 get x = 1" },
        { "what touches is beside each other", "a 1-5 put x 1\n b 5-6 get x = -" },
        { "a write of unknown outcome took effect late", "a 1-? put x 1\n b 2-3 get x = -\n b 4-5 get x = -\n b 6-7 get x = 1" },
        { "a write of unknown outcome never took effect", "a 1-? put x 1\n b 2-3 get x = -\n b 400-500 get x = -" },
        { "an unknown write explains why a swap failed", "a 1-2 put x 1\n b 3-? put x 2\n c 4-5 cas x 1 3 = no 2" },
        { "an unknown swap explains a deletion that found something", "a 1-? cas x - 1\n b 2-3 delete x = ok\n c 4-5 get x = -" },
        { "unknown writes whose order only the reads tell", "a 1-? put x 1\n b 1-? put x 2\n c 1-? put x 3\n d 2-3 get x = 3\n d 4-5 get x = 1\n d 6-7 get x = 2" },
        { "keys have nothing to do with each other", "a 1-2 put x 1\n b 3-4 get y = -\n b 5-6 put y 1\n a 7-8 get x = 1" },
        { "Wing and Gong's: the later write first", "a 1-8 put x 0\n b 2-9 put x 1\n c 3-4 get x = 1\n c 5-7 get x = 0" },
        { "a swap that is beside everything", "a 1-100 cas x 5 6 = ok\n b 2-3 put x 1\n b 4-5 put x 5\n b 6-7 get x = 5\n b 8-9 get x = 6" },
        { "nothing at all", "" },
    };

    public static TheoryData<string, string, int> Wrong => new()
    {
        { "a stale read", "a 1-2 put x 1\n a 3-4 put x 2\n b 5-6 get x = 1", 3 },
        { "a read of what was never written", "a 1-2 put x 1\n b 3-4 get x = 9", 1 },
        { "a lost update: two swaps of one value", "a 1-2 put x 0\n a 3-9 cas x 0 1 = ok\n b 3-9 cas x 0 2 = ok", 3 },
        { "a retried swap that was applied twice", "a 1-2 put x 1\n a 3-4 cas x 1 2 = ok\n b 5-6 put x 1\n c 7-8 get x = 2", 4 },
        { "new, then old: a read goes back in time", "a 1-20 put x 1\n b 2-3 get x = 1\n c 4-5 get x = -", 3 },
        { "an acknowledged write is lost", "a 1-2 put x 1\n b 3-4 get x = -", 2 },
        { "a swap fails though nothing stands in its way", "a 1-2 put x 1\n b 3-4 cas x 1 2 = no 1", 2 },
        { "an unknown write seen, unseen and seen again", "a 1-? put x 1\n b 2-3 get x = 1\n b 4-5 get x = -", 3 },
        { "an unknown write seen before its call", "b 1-2 get x = 1\n a 3-? put x 1", 1 },
        { "two readers disagree about the order of two writes", "a 1-100 put x 1\n b 1-100 put x 2\n c 10-11 get x = 1\n c 12-13 get x = 2\n d 14-15 get x = 1", 5 },
        { "a deletion that found something that is not there", "a 1-2 delete x = ok", 1 },
        { "one bad key among good ones", "a 1-2 put x 1\n a 3-4 put y 1\n b 5-6 get x = 1\n b 7-8 get y = 2", 1 },
    };

    [Theory]
    [MemberData(nameof(Right))]
    public void Accepts(string name, string history)
    {
        var report = History.Check(history);
        Assert.True(report.Verdict == LinearizabilityVerdict.Linearizable, $"{name}: {report}");
        Assert.True(BruteForce.IsLinearizable(new KeyValueModel(), History.Parse(history)), name);
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Refuses_and_shows_the_smallest_part_that_is_wrong(string name, string history, int offending)
    {
        var report = History.Check(history);
        Assert.True(report.Verdict == LinearizabilityVerdict.Violated, $"{name}: {report}");
        Assert.False(BruteForce.IsLinearizable(new KeyValueModel(), History.Parse(history)), name);
        Assert.True(report.Offending.Count == offending, $"{name}: {report}");
        Assert.Equal(LinearizabilityVerdict.Violated, History.Check(report.Offending).Verdict);
    }

    [Fact]
    public void A_stale_read_is_found_in_the_middle_of_a_long_history_and_told_alone()
    {
        var history = new List<Operation<KeyValueInput, KeyValueOutput>>();
        for (var i = 0; i < 3000; i++)
        {
            var key = i % 3 == 0 ? "x" : "y";
            history.Add(new($"w{i % 4}", new KeyValueInput.Put(key, $"{i}"), 10 * i) { Returned = (10 * i) + 4, Output = new KeyValueOutput(true) });
            history.Add(new($"r{i % 4}", new KeyValueInput.Get(key), (10 * i) + 5) { Returned = (10 * i) + 6, Output = new KeyValueOutput(true, i == 1800 ? "1794" : $"{i}") });
        }

        var report = History.Check(history);
        Assert.Equal((LinearizabilityVerdict.Violated, "x", 3), (report.Verdict, report.Part, report.Offending.Count));
        Assert.Contains("get x -> 1794", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Many_clients_at_once_with_many_unknown_outcomes_are_decided()
    {
        var history = new List<Operation<KeyValueInput, KeyValueOutput>>();
        var random = new Random(3);
        string? value = null;
        for (var i = 0; i < 2000; i++)
        {
            var at = 10L * i;
            if (random.Next(8) == 0) history.Add(new("u", new KeyValueInput.Put("x", $"unknown {i}"), at));
            else if (random.Next(3) == 0) history.Add(new("g", new KeyValueInput.Get("x"), at - random.Next(60)) { Returned = at + random.Next(5), Output = new KeyValueOutput(value is not null, value) });
            else history.Add(new("p", new KeyValueInput.Put("x", value = $"{i}"), at - random.Next(3)) { Returned = at + random.Next(5), Output = new KeyValueOutput(true) });
        }

        Assert.Equal(LinearizabilityVerdict.Linearizable, History.Check(history).Verdict);
    }

    [Fact]
    public void A_search_that_exceeds_its_bound_says_so()
    {
        var history = Enumerable.Range(0, 12).Select(i => new Operation<KeyValueInput, KeyValueOutput>($"c{i}", new KeyValueInput.Put("x", $"{i}"), 1) { Returned = 100, Output = new KeyValueOutput(true) })
            .Append(new("r", new KeyValueInput.Get("x"), 200) { Returned = 201, Output = new KeyValueOutput(true, "nobody wrote this") });
        var report = History.Check(history, maxSteps: 1000);
        Assert.Equal(LinearizabilityVerdict.Undecided, report.Verdict);
        Assert.Contains("given up", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_operation_that_ends_before_it_begins_is_an_error() =>
        Assert.Throws<ArgumentException>(() => History.Check("a 5-4 put x 1"));
}
