namespace AkkaFederation.Engine.Remote.Tests;

public sealed class OutboundQueueSpec
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(512)]
    [InlineData(513)]
    [InlineData(5000)]
    public void Takes_exactly_its_capacity_and_gives_it_back_in_order_many_times_over(int capacity)
    {
        var queue = new OutboundQueue(capacity);
        for (var round = 0; round < 5; round++)
        {
            for (var i = 0; i < capacity; i++) Assert.True(queue.TryEnqueue(i, null, "r"));
            Assert.False(queue.TryEnqueue("one more", null, "r"));
            Assert.Equal(capacity, queue.Count);
            for (var i = 0; i < capacity; i++)
            {
                Assert.True(queue.TryDequeue(out var message, out _, out _));
                Assert.Equal(i, message);
            }

            Assert.True(queue.IsEmpty);
            Assert.False(queue.TryDequeue(out _, out _, out _));
        }
    }

    [Fact]
    public async Task What_is_taken_before_the_end_comes_out_and_nothing_is_taken_after_it()
    {
        for (var round = 0; round < 200; round++)
        {
            var queue = new OutboundQueue(100_000);
            var producers = Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
            {
                var taken = 0;
                while (queue.TryEnqueue("m", null, "r")) taken++;
                return taken;
            })).ToArray();
            while (queue.Count < 100) await Task.Yield();
            queue.Close();
            var taken = (await Task.WhenAll(producers)).Sum();
            var given = 0;
            while (queue.TryDequeue(out _, out _, out _)) given++;
            Assert.Equal(taken, given);
            Assert.True(queue is { IsClosed: true, IsEmpty: true });
        }
    }

    [Fact]
    public async Task Many_producers_lose_nothing_and_keep_their_own_order()
    {
        const int Producers = 6, Each = 50_000;
        var queue = new OutboundQueue(2000);
        var producing = Enumerable.Range(0, Producers).Select(p => Task.Run(async () =>
        {
            object sender = p;
            for (var i = 0; i < Each; i++)
                while (!queue.TryEnqueue(i, sender, "r")) await Task.Yield();
        })).ToArray();

        var next = new int[Producers];
        for (var taken = 0; taken < Producers * Each;)
        {
            if (!queue.TryDequeue(out var message, out var sender, out var recipient))
            {
                await Task.Yield();
                continue;
            }

            Assert.Equal("r", recipient);
            Assert.Equal(next[(int)sender!]++, message);
            taken++;
        }

        await Task.WhenAll(producing);
        Assert.True(queue.IsEmpty);
    }
}
