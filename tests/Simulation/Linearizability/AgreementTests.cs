using AkkaFederation.TestKit.Linearizability;

namespace AkkaFederation.Simulation.Tests.Linearizability;

/// <summary>The checker and the definition agree on thousands of small histories, right and wrong ones.</summary>
public sealed class AgreementTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Checker_and_brute_force_agree(int seed)
    {
        var random = new Random(seed);
        var (right, wrong) = (0, 0);
        for (var i = 0; i < 2500; i++)
        {
            var history = Any(random);
            var expected = BruteForce.IsLinearizable(new KeyValueModel(), history);
            var report = History.Check(history);
            Assert.True(report.Verdict == (expected ? LinearizabilityVerdict.Linearizable : LinearizabilityVerdict.Violated), $"expected {expected}: {string.Join('\n', history)}\n{report}");
            if (expected) right++;
            else wrong++;
            if (!expected) Assert.False(BruteForce.IsLinearizable(new KeyValueModel(), report.Offending), $"{report} is shown as wrong");
        }

        Assert.True(right > 300 && wrong > 300, $"{right} right and {wrong} wrong histories");
    }

    // An honest run of a sequential store with overlapping calls, and sometimes one answer changed.
    private static List<Operation<KeyValueInput, KeyValueOutput>> Any(Random random)
    {
        var model = new KeyValueModel();
        var states = new Dictionary<string, KeyValueModel.Cell>();
        var history = new List<Operation<KeyValueInput, KeyValueOutput>>();
        var count = random.Next(2, 7);
        for (var i = 0; i < count; i++)
        {
            var input = AnyInput(random);
            var at = 10 * (i + 1);
            var (next, output) = model.Apply(states.GetValueOrDefault(input.Key, model.Initial), input);
            var open = random.Next(5) == 0;
            if (!open || random.Next(2) == 0) states[input.Key] = next;
            var operation = new Operation<KeyValueInput, KeyValueOutput>($"c{i}", input, at - random.Next(25));
            history.Add(open ? operation : operation with { Returned = at + random.Next(25), Output = output });
        }

        if (random.Next(2) == 0) Spoil(random, history);
        return [.. history.OrderBy(_ => random.Next())];
    }

    private static void Spoil(Random random, List<Operation<KeyValueInput, KeyValueOutput>> history)
    {
        var place = random.Next(history.Count);
        if (history[place] is not { Returned: not null } spoiled) return;
        var value = AnyValue(random);
        history[place] = spoiled with
        {
            Output = spoiled.Input switch
            {
                KeyValueInput.Get => new KeyValueOutput(value is not null, value),
                KeyValueInput.CompareAndSwap => random.Next(2) == 0 ? new KeyValueOutput(true) : new KeyValueOutput(false, value),
                KeyValueInput.Delete => new KeyValueOutput(random.Next(2) == 0),
                _ => spoiled.Output,
            },
        };
    }

    private static KeyValueInput AnyInput(Random random)
    {
        var key = random.Next(4) == 0 ? "y" : "x";
        return random.Next(6) switch
        {
            0 => new KeyValueInput.Delete(key),
            1 => new KeyValueInput.CompareAndSwap(key, AnyValue(random), AnyValue(random) ?? "0"),
            2 => new KeyValueInput.CompareAndSwap(key, AnyValue(random), "3"),
            3 => new KeyValueInput.Put(key, AnyValue(random) ?? "0"),
            _ => new KeyValueInput.Get(key),
        };
    }

    private static string? AnyValue(Random random) => random.Next(4) switch { 0 => null, 1 => "0", 2 => "1", _ => "2" };
}
