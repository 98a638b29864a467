using AkkaFederation.Gateway;

namespace AkkaFederation.Core.Tests.Gateway;

/// <summary>The way out to one peer: window, queue, deadlines.</summary>
public sealed class RequestWindowTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);
    private readonly RequestWindow _window = new(new RequestWindowOptions(MaxInFlight: 2, MaxQueued: 2, MaxQueuedBytes: 100));

    [Fact]
    public void Requests_go_out_in_order_up_to_the_limit_and_the_rest_waits_for_answers()
    {
        Assert.Equal([new Transmit(1), new SetRequestAlarm(Deadline)], Step(Made(1)));
        Assert.Equal([new Transmit(2)], Step(Made(2)));
        Assert.Empty(Step(Made(3)));
        Assert.Empty(Step(Made(4)));
        Assert.Equal([new Deliver(2), new Transmit(3)], Step(new RequestAnswered(2)));
        Assert.Equal((2, 1), (_window.InFlight, _window.Waiting));
    }

    [Fact]
    public void What_the_queue_does_not_hold_fails_at_once()
    {
        foreach (var id in new ulong[] { 1, 2, 3, 4 }) Step(Made(id));
        Assert.Equal([new Fail(5, GatewayError.QueueFull)], Step(Made(5)));
    }

    [Fact]
    public void The_queue_is_bounded_in_bytes_too()
    {
        foreach (var id in new ulong[] { 1, 2 }) Step(Made(id));
        Step(Made(3, bytes: 60));
        Assert.Equal([new Fail(4, GatewayError.QueueFull)], Step(Made(4, bytes: 41)));
        Assert.Empty(Step(Made(5, bytes: 40)));
    }

    [Fact]
    public void The_deadline_counts_waiting_too_and_frees_the_place()
    {
        foreach (var id in new ulong[] { 1, 2 }) Step(Made(id));
        Step(new RequestMade(3, 1, TimeSpan.FromSeconds(1)));
        Assert.Equal([new Fail(3, GatewayError.Timeout), new SetRequestAlarm(Deadline)], Step(RequestAlarm.Instance, 1));
        Assert.Equal([new Fail(1, GatewayError.Timeout), new Fail(2, GatewayError.Timeout)], Step(RequestAlarm.Instance, 5));
        Assert.Equal(0, _window.InFlight + _window.Waiting);
    }

    [Fact]
    public void An_answer_that_is_late_unasked_for_given_up_or_for_what_was_never_sent_is_counted_and_dropped()
    {
        foreach (var id in new ulong[] { 1, 2, 3 }) Step(Made(id));
        Assert.Empty(Step(new RequestAnswered(99)));
        Assert.Empty(Step(new RequestAnswered(3)));
        Assert.Equal([new Transmit(3)], Step(new RequestGivenUp(1)));
        Assert.Empty(Step(new RequestAnswered(1)));
        Assert.DoesNotContain(new Deliver(2), Step(new RequestAnswered(2), 5));
        Assert.Equal(4, _window.Late);
    }

    [Fact]
    public void A_lost_peer_ends_all_in_the_order_of_their_calls_and_the_window_goes_on()
    {
        foreach (var id in new ulong[] { 1, 2, 3 }) Step(Made(id));
        Assert.Equal(
            [new Fail(1, GatewayError.Unreachable), new Fail(2, GatewayError.Unreachable), new Fail(3, GatewayError.Unreachable)],
            Step(new PeerLost(GatewayError.Unreachable)));
        Assert.Equal([new Transmit(4)], Step(Made(4)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_happens_every_request_ends_exactly_once_and_the_invariants_hold(int seed)
    {
        var random = new Random(seed);
        var ended = new Dictionary<ulong, int>();
        var made = 0UL;
        for (var i = 0; i < 5000; i++)
        {
            var now = i * 0.01;
            var any = (ulong)random.NextInt64(1, (long)made + 2);
            RequestWindowInput input = random.Next(10) switch
            {
                < 5 => new RequestMade(++made, random.Next(60), TimeSpan.FromSeconds(now + random.NextDouble())),
                < 7 => new RequestAnswered(any),
                7 => new RequestGivenUp(any),
                8 => RequestAlarm.Instance,
                _ => random.Next(20) == 0 ? new PeerLost(GatewayError.Unreachable) : RequestAlarm.Instance,
            };
            if (input is RequestGivenUp && !ended.ContainsKey(any) && any <= made) ended[any] = 1;
            foreach (var effect in Step(input, now))
            {
                if (effect is Deliver d) ended[d.Id] = ended.GetValueOrDefault(d.Id) + 1;
                if (effect is Fail f) ended[f.Id] = ended.GetValueOrDefault(f.Id) + 1;
            }
        }

        foreach (var effect in Step(new PeerLost(GatewayError.ShuttingDown), 50)) if (effect is Fail f) ended[f.Id] = ended.GetValueOrDefault(f.Id) + 1;
        Assert.Equal((int)made, ended.Count);
        Assert.All(ended.Values, count => Assert.Equal(1, count));
    }

    private static RequestMade Made(ulong id, int bytes = 10) => new(id, bytes, Deadline);

    private RequestWindowEffect[] Step(RequestWindowInput input, double seconds = 0)
    {
        _window.Step(input, TimeSpan.FromSeconds(seconds));
        _window.CheckInvariants();
        var effects = _window.Effects.ToArray();
        _window.ClearEffects();
        return effects;
    }
}
