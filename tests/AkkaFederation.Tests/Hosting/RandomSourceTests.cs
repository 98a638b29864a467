using AkkaFederation.Hosting;

namespace AkkaFederation.Tests.Hosting;

public sealed class RandomSourceTests
{
    [Fact]
    public void The_same_seed_and_purpose_give_the_same_numbers_whatever_else_is_drawn()
    {
        var first = new RandomSource(42).Create("consensus");
        var source = new RandomSource(42);
        source.Create("membership").Next();
        var second = source.Create("consensus");

        Assert.Equal(Draw(first), Draw(second));
    }

    [Fact]
    public void Purposes_and_seeds_have_numbers_of_their_own()
    {
        var numbers = Draw(new RandomSource(42).Create("consensus"));

        Assert.NotEqual(numbers, Draw(new RandomSource(42).Create("membership")));
        Assert.NotEqual(numbers, Draw(new RandomSource(43).Create("consensus")));
    }

    private static int[] Draw(Random random) => [.. Enumerable.Range(0, 8).Select(_ => random.Next())];
}
