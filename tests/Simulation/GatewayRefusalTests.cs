using System.Text;
using AkkaFederation.Gateway;
using AkkaFederation.Identity;
using AkkaFederation.Membership;
using AkkaFederation.TestKit;

namespace AkkaFederation.Simulation.Tests;

/// <summary>
/// SPEC 2 end to end, from one application to the other: what a caller is told where the other side has no handler, has one
/// that fails, or has too much to do. Each is an error of its own, counted by reason, and leaves the gateway serving.
/// </summary>
public sealed class GatewayRefusalTests
{
    // federation.gateway.max-in-flight and max-queued, as hocon/reference.conf has them.
    private const int MaxInFlight = 64;
    private const int MaxQueued = 1024;
    private const int MaxPayload = 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan AMoment = TimeSpan.FromMilliseconds(100);
    private readonly SimulatedWorld _world = new(7, new SimulatedWorldOptions { Nodes = 3 });

    public GatewayRefusalTests()
    {
        _world.StartAll();
        Assert.True(_world.RunUntil(() => _world.Nodes.All(n => n.Membership?.Peers.Count(p => p.Status == PeerStatus.Healthy) == 2), Patience));
    }

    private SimulatedNode Caller => _world.Nodes[0];

    private SimulatedNode Callee => _world.Nodes[1];

    [Fact]
    public void NoHandler_is_told_at_once_and_ends_with_the_registration_of_one()
    {
        AssertFails(GatewayError.NoHandler, After(Send("anybody there?")), "OnMessage");
        var registration = Gateway(Callee).OnMessage((_, _) => Answer("yes"));
        Assert.Equal("yes", Text(After(Send("anybody there?"))));

        registration.Dispose();
        AssertFails(GatewayError.NoHandler, After(Send("anybody there?")), "OnMessage");

        AssertCounted(GatewayError.NoHandler, 2);
        Assert.Equal((1, 2), (Snapshot(Callee).Served, Snapshot(Callee).Refused));
    }

    [Fact]
    public void HandlerFailed_names_the_type_of_the_exception_and_nothing_that_it_says()
    {
        Gateway(Callee).OnMessage((message, _) => Text(message.Payload) switch
        {
            "throw" => throw new InvalidOperationException("secret"),
            "fail" => FailLater(),
            "null" => null!,
            "cancel" => Task.FromException<ReadOnlyMemory<byte>>(new OperationCanceledException("secret")),
            "long" => Task.FromResult<ReadOnlyMemory<byte>>(new byte[MaxPayload + 1]),
            var text => Answer(text),
        });

        AssertFails(GatewayError.HandlerFailed, After(Send("throw")), nameof(InvalidOperationException));
        AssertFails(GatewayError.HandlerFailed, After(Send("fail")), nameof(NotSupportedException));
        AssertFails(GatewayError.HandlerFailed, After(Send("null")), nameof(InvalidOperationException));
        AssertFails(GatewayError.HandlerFailed, After(Send("cancel")), nameof(OperationCanceledException));
        AssertFails(GatewayError.HandlerFailed, After(Send("long")), "1048577 bytes");

        Assert.Equal("fine", Text(After(Send("fine"))));
        AssertCounted(GatewayError.HandlerFailed, 5);
        Assert.Equal((1, 5), (Snapshot(Callee).Served, Snapshot(Callee).Refused));
    }

    [Fact]
    public void QueueFull_fails_what_is_beyond_the_window_and_the_queue_of_one_peer_and_of_no_other()
    {
        var gate = new TaskCompletionSource();
        var handled = 0;
        Gateway(Callee).OnMessage(async (message, _) =>
        {
            handled++;
            await gate.Task;
            return message.Payload;
        });
        Gateway(_world.Nodes[2]).OnMessage((_, _) => Answer("free"));
        var taken = Enumerable.Range(0, MaxInFlight + MaxQueued).Select(i => Send($"{i}", TimeSpan.FromMinutes(1))).ToArray();
        var beyond = Send("one too many", TimeSpan.FromMinutes(1));
        var other = In(Caller, g => g.SendMessageAsync(_world.Nodes[2].Id, Bytes("?")));
        _world.Run(AMoment);

        AssertFails(GatewayError.QueueFull, beyond, "max-queued");
        Assert.Equal("free", Text(Done(other)));
        Assert.Equal(MaxInFlight, handled);
        Assert.DoesNotContain(taken, t => t.IsCompleted);
        AssertCounted(GatewayError.QueueFull, 1);

        _world.Loop.Enter(Callee.Process!, gate.SetResult);
        Assert.True(_world.RunUntil(() => taken.All(t => t.IsCompleted), Patience));
        Assert.Equal(Enumerable.Range(0, MaxInFlight + MaxQueued).Select(i => $"{i}"), taken.Select(t => Text(Done(t))));
        Assert.Equal("again", Text(After(Send("again"))));
    }

    [Fact]
    public void PeerBusy_is_what_a_caller_is_told_while_handlers_that_it_gave_up_on_still_run()
    {
        var gate = new TaskCompletionSource();
        Gateway(Callee).OnMessage(async (message, _) =>
        {
            await gate.Task;
            return message.Payload;
        });
        var given = Enumerable.Range(0, MaxInFlight).Select(i => Send($"{i}", AMoment)).ToArray();
        Assert.True(_world.RunUntil(() => given.All(t => t.IsCompleted), Patience));
        Assert.All(given, t => AssertFails(GatewayError.Timeout, t));

        AssertFails(GatewayError.PeerBusy, After(Send("now?")), "try again later");
        AssertCounted(GatewayError.PeerBusy, 1);
        Assert.Equal(1, Snapshot(Callee).Refused);
        var another = In(_world.Nodes[2], g => g.SendMessageAsync(Callee.Id, Bytes("mine"), TimeSpan.FromMinutes(1)));

        _world.Loop.Enter(Callee.Process!, gate.SetResult);
        _world.Run(AMoment);
        Assert.Equal("mine", Text(Done(another)));
        Assert.Equal("now?", Text(After(Send("now?"))));
    }

    private static async Task<ReadOnlyMemory<byte>> FailLater()
    {
        await Task.Yield();
        throw new NotSupportedException("secret");
    }

    private static Task<ReadOnlyMemory<byte>> Answer(string text) => Task.FromResult<ReadOnlyMemory<byte>>(Bytes(text));

    private Task<ReadOnlyMemory<byte>> Send(string text, TimeSpan? timeout = null) => In(Caller, g => g.SendMessageAsync(Callee.Id, Bytes(text), timeout));

    private Task<ReadOnlyMemory<byte>> After(Task<ReadOnlyMemory<byte>> task)
    {
        _world.Run(AMoment);
        Assert.True(task.IsCompleted);
        return task;
    }

    private void AssertCounted(GatewayError error, long times) => Assert.Equal(times, Snapshot(Caller).FailedBy[error]);

    private static GatewaySnapshot Snapshot(SimulatedNode node) => Gateway(node).Snapshot();

    private static FederationGateway Gateway(SimulatedNode node) => Federation.Get(node.System!).Gateway;

    private Task<T> In<T>(SimulatedNode node, Func<FederationGateway, Task<T>> call)
    {
        Task<T>? task = null;
        _world.Loop.Enter(node.Process!, () => task = call(Gateway(node)));
        return task!;
    }

    private static T Done<T>(Task<T> task)
    {
        Assert.True(task.IsCompletedSuccessfully, task.Status.ToString());
        return task.Result;
    }

    private static void AssertFails<T>(GatewayError error, Task<T> task, string part = "")
    {
        Assert.True(task.IsFaulted, task.Status.ToString());
        var failure = Assert.IsType<GatewayException>(task.Exception!.InnerException);
        Assert.Equal(error, failure.Error);
        Assert.Contains(part, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    private static string Text(Task<ReadOnlyMemory<byte>> task) => Text(Done(task));
}
