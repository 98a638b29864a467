namespace AkkaFederation.Engine.Remote.Tests;

/// <summary>Acknowledged, ordered delivery: each command is handled once and in order, whatever the lane loses or repeats.</summary>
public sealed class CommandStreamSpec
{
    private static readonly TimeSpan Zero = TimeSpan.Zero;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Loss_repetition_and_disorder_change_nothing(int seed)
    {
        var random = new Random(seed);
        var sender = new OutboundStream(1000);
        var receiver = new InboundStream();
        var handled = new List<long>();
        var sent = 0L;
        for (var step = 0; step < 5000 || sender.Unacknowledged.Count > 0; step++)
        {
            if (step < 5000 && random.Next(4) == 0) Assert.NotNull(sender.Send(new HeartbeatAnswer(++sent), Zero));
            foreach (var command in sender.Unacknowledged.OrderBy(_ => random.Next(20) == 0 ? random.Next() : 0).ToArray())
            {
                if (random.Next(3) == 0) continue;
                if (receiver.TryAccept(command)) handled.Add(((HeartbeatAnswer)command.Command).Uid);
            }

            if (random.Next(3) != 0) sender.Acknowledge(receiver.Acknowledgement, Zero);
        }

        Assert.Equal(Enumerable.Range(1, (int)sent).Select(n => (long)n), handled);
    }

    [Fact]
    public void A_new_stream_begins_at_one_and_what_is_left_of_the_old_one_is_ignored()
    {
        var sender = new OutboundStream(10);
        var receiver = new InboundStream();
        var old = sender.Send(HeartbeatCommand.Instance, Zero)!;
        Assert.True(receiver.TryAccept(old));
        var late = sender.Send(HeartbeatCommand.Instance, Zero)!;
        sender.Restart();
        Assert.Empty(sender.Unacknowledged);
        Assert.True(receiver.TryAccept(sender.Send(HeartbeatCommand.Instance, Zero)!));
        Assert.False(receiver.TryAccept(late));
        sender.Acknowledge(new Acknowledgement(1, 2), Zero);
        Assert.Single(sender.Unacknowledged);
        sender.Acknowledge(receiver.Acknowledgement, Zero);
        Assert.Empty(sender.Unacknowledged);
    }

    [Fact]
    public void What_is_not_acknowledged_becomes_due_and_then_overdue()
    {
        var sender = new OutboundStream(10);
        sender.Send(HeartbeatCommand.Instance, Zero);
        Assert.False(sender.IsDue(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)));
        Assert.True(sender.IsDue(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2)));
        sender.Resent(TimeSpan.FromSeconds(2));
        Assert.False(sender.IsDue(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(2)));
        Assert.True(sender.IsOverdue(TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(9)));
    }

    [Fact]
    public void A_full_stream_says_so()
    {
        var sender = new OutboundStream(1);
        Assert.NotNull(sender.Send(HeartbeatCommand.Instance, Zero));
        Assert.Null(sender.Send(HeartbeatCommand.Instance, Zero));
    }

    [Fact]
    public void Commands_survive_their_bytes_and_other_bytes_are_no_commands()
    {
        PeerCommand[] all =
        [
            new WatchCommand("/user/a#1", "/user/b"), new UnwatchCommand("/user/a", "/user/b#2"), new DeathCommand("/user/a", "/user/b", true),
            HeartbeatCommand.Instance, new HeartbeatAnswer(-5), new Acknowledgement(2, 9), new NumberedCommand(3, 4, new WatchCommand("/x", "/y")),
        ];
        foreach (var command in all) Assert.Equal(command, PeerCommandCodec.Decode(PeerCommandCodec.Encode(command)));
        Assert.Null(PeerCommandCodec.Decode([]));
        Assert.Null(PeerCommandCodec.Decode([99]));
        Assert.Null(PeerCommandCodec.Decode([.. PeerCommandCodec.Encode(all[0]), 0]));
        Assert.Null(PeerCommandCodec.Decode(PeerCommandCodec.Encode(new NumberedCommand(1, 1, new NumberedCommand(1, 2, HeartbeatCommand.Instance)))));
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = PeerCommandCodec.Encode(all[random.Next(all.Length)]);
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var decoded = PeerCommandCodec.Decode(bytes);
            Assert.True(decoded is null || PeerCommandCodec.Encode(decoded).Length > 0);
        }
    }
}
