using AkkaFederation.Engine.Remote;

namespace Engine.Tests.Remote;

public sealed class DialGateSpec
{
    [Fact]
    public async Task No_more_than_that_many_are_under_way_at_once()
    {
        var gate = new DialGate(2, TimeSpan.FromHours(1));
        var first = await gate.EnterAsync(TimeProvider.System, CancellationToken.None);
        using var second = await gate.EnterAsync(TimeProvider.System, CancellationToken.None);
        var third = gate.EnterAsync(TimeProvider.System, CancellationToken.None);
        Assert.False(third.IsCompleted);
        first.Dispose();
        first.Dispose();
        using var place = await third.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.False(gate.EnterAsync(TimeProvider.System, CancellationToken.None).IsCompleted);
    }

    [Fact]
    public async Task Whoever_takes_too_long_holds_nobody_up()
    {
        var gate = new DialGate(1, TimeSpan.FromMilliseconds(20));
        using var stuck = await gate.EnterAsync(TimeProvider.System, CancellationToken.None);
        using var next = await gate.EnterAsync(TimeProvider.System, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(10));
        Assert.NotSame(stuck, next);
    }

    [Fact]
    public async Task Who_gives_up_waiting_takes_no_place()
    {
        var gate = new DialGate(1, TimeSpan.FromHours(1));
        var first = await gate.EnterAsync(TimeProvider.System, CancellationToken.None);
        using var cancel = new CancellationTokenSource();
        var waiting = gate.EnterAsync(TimeProvider.System, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        first.Dispose();
        using var place = await gate.EnterAsync(TimeProvider.System, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(10));
        Assert.NotNull(place);
    }
}
