using System.Collections.Immutable;
using System.Diagnostics;
using System.Net.Sockets;
using System.Threading.Channels;
using AkkaFederation.Discovery;
using AkkaFederation.Node.Cli;

namespace AkkaFederation.Node.Discovery;

/// <summary>Browses for a while, without offering anything and without an identity.</summary>
internal sealed class DiscoverRun(ImmutableArray<string> interfaces, TextWriter warnings)
{
    private const int MaxAdverts = 10_000;
    private readonly MdnsCore _core = new(new MdnsOptions(MaxAdverts, MaxAdverts), offer: null, new Random(Environment.ProcessId));
    private readonly Channel<MdnsInput> _inputs = Channel.CreateBounded<MdnsInput>(64);
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan? _alarm;

    /// <exception cref="FedException">Nothing here can multicast.</exception>
    public async Task<IReadOnlyList<FoundNode>> RunAsync(TimeSpan time, CancellationToken stop)
    {
        using var multicast = new MulticastSockets(interfaces);
        var links = multicast.Refresh();
        if (links.IsEmpty) throw FedException.Failed($"Nothing can be discovered: {multicast.Problem}.");
        if (multicast.Problem.Length > 0) warnings.WriteLine($"fed: not everywhere: {FedCli.OneLine(multicast.Problem)}");
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var receiving = new[] { false, true }.Select(isV6 => ReceiveAsync(multicast, isV6, ended.Token)).ToArray();
        Step(new MdnsInput.LinksChanged(links), multicast);
        await BrowseAsync(multicast, time, stop);
        await ended.CancelAsync();
        multicast.Dispose();
        await Task.WhenAll(receiving);
        return [.. _core.Adverts.Select(FoundNode.Of)];
    }

    private async Task BrowseAsync(MulticastSockets multicast, TimeSpan time, CancellationToken stop)
    {
        while (_clock.Elapsed < time)
        {
            var until = _alarm is { } alarm && alarm < time ? alarm : time;
            var wait = until - _clock.Elapsed;
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
            limit.CancelAfter(wait > TimeSpan.Zero ? wait : TimeSpan.Zero);
            try
            {
                Step(await _inputs.Reader.ReadAsync(limit.Token), multicast);
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                _alarm = null;
                Step(new MdnsInput.Tick(), multicast);
            }
        }
    }

    private void Step(MdnsInput input, MulticastSockets multicast)
    {
        _core.Step(input, _clock.Elapsed);
        foreach (var effect in _core.Effects)
        {
            if (effect is MdnsEffect.SetAlarm alarm) _alarm = alarm.At;
            else if (effect is MdnsEffect.Send send) Send(send, multicast);
        }

        _core.ClearEffects();
    }

    private void Send(MdnsEffect.Send send, MulticastSockets multicast)
    {
        try
        {
            multicast.Send(send.Link, send.To, send.Packet);
        }
        catch (SocketException e)
        {
            warnings.WriteLine($"fed: cannot send on interface {send.Link.Interface}: {e.Message}");
        }
    }

    private async Task ReceiveAsync(MulticastSockets multicast, bool isV6, CancellationToken ended)
    {
        try
        {
            while (!ended.IsCancellationRequested && multicast.ReceiveAsync(isV6) is { } next)
                await _inputs.Writer.WriteAsync(await next, ended);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
        {
            // The time is over and the sockets are closed.
        }
    }
}
