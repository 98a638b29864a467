#nullable disable
using Akka.Actor;
using Akka.TestKit.TestEvent;

namespace Akka.TestKit.Internal;

/// <summary>Publishes the filters to the <see cref="TestEventListener"/>s of a system and counts what they take.</summary>
internal sealed class EventFilterApplier(TestKitBase testkit, ActorSystem system, IReadOnlyList<EventFilterBase> filters)
    : IEventFilterApplier
{
    public EventFilterFactory And => new(testkit, system, filters);

    public void ExpectOne(Action action, CancellationToken cancellationToken = default) =>
        Expect(1, action, cancellationToken);

    public void ExpectOne(TimeSpan timeout, Action action, CancellationToken cancellationToken = default) =>
        Expect(1, timeout, action, cancellationToken);

    public T ExpectOne<T>(Func<T> func, CancellationToken cancellationToken = default) => Expect(1, func, cancellationToken);

    public T ExpectOne<T>(TimeSpan timeout, Func<T> func, CancellationToken cancellationToken = default) =>
        Expect(1, timeout, func, cancellationToken);

    public Task ExpectOneAsync(Func<Task> actionAsync, CancellationToken cancellationToken = default) =>
        ExpectAsync(1, actionAsync, cancellationToken);

    public Task ExpectOneAsync(TimeSpan timeout, Func<Task> action, CancellationToken cancellationToken = default) =>
        ExpectAsync(1, timeout, action, cancellationToken);

    public Task<T> ExpectOneAsync<T>(Func<Task<T>> func, CancellationToken cancellationToken = default) =>
        ExpectAsync(1, func, cancellationToken);

    public Task<T> ExpectOneAsync<T>(TimeSpan timeout, Func<Task<T>> func, CancellationToken cancellationToken = default) =>
        ExpectAsync(1, timeout, func, cancellationToken);

    public void Expect(int expectedCount, Action action, CancellationToken cancellationToken = default) =>
        Run(Returning(action), expectedCount, null, cancellationToken);

    public void Expect(int expectedCount, TimeSpan timeout, Action action, CancellationToken cancellationToken = default) =>
        Run(Returning(action), expectedCount, timeout, cancellationToken);

    public T Expect<T>(int expectedCount, Func<T> func, CancellationToken cancellationToken = default) =>
        Run(func, expectedCount, null, cancellationToken);

    public T Expect<T>(int expectedCount, TimeSpan timeout, Func<T> func, CancellationToken cancellationToken = default) =>
        Run(func, expectedCount, timeout, cancellationToken);

    public Task ExpectAsync(int expectedCount, Func<Task> actionAsync, CancellationToken cancellationToken = default) =>
        RunAsync(Returning(actionAsync), expectedCount, null, cancellationToken);

    public Task ExpectAsync(
        int expectedCount, Func<Task> actionAsync, TimeSpan? timeout, CancellationToken cancellationToken = default) =>
        RunAsync(Returning(actionAsync), expectedCount, timeout, cancellationToken);

    public Task ExpectAsync(
        int expectedCount, TimeSpan timeout, Func<Task> action, CancellationToken cancellationToken = default) =>
        RunAsync(Returning(action), expectedCount, timeout, cancellationToken);

    public Task<T> ExpectAsync<T>(int expectedCount, Func<Task<T>> func, CancellationToken cancellationToken = default) =>
        RunAsync(func, expectedCount, null, cancellationToken);

    public Task<T> ExpectAsync<T>(
        int expectedCount, TimeSpan timeout, Func<Task<T>> func, CancellationToken cancellationToken = default) =>
        RunAsync(func, expectedCount, timeout, cancellationToken);

    public void Mute(Action action, CancellationToken cancellationToken = default) =>
        Run(Returning(action), null, null, cancellationToken);

    public T Mute<T>(Func<T> func, CancellationToken cancellationToken = default) => Run(func, null, null, cancellationToken);

    public Task MuteAsync(Func<Task> action, CancellationToken cancellationToken = default) =>
        RunAsync(Returning(action), null, null, cancellationToken);

    public Task<T> MuteAsync<T>(Func<Task<T>> func, CancellationToken cancellationToken = default) =>
        RunAsync(func, null, null, cancellationToken);

    public IUnmutableFilter Mute()
    {
        system.EventStream.Publish(new Mute(filters));
        return new UnmutableFilter(filters, system);
    }

    private static Func<object> Returning(Action action) => () =>
    {
        action();
        return null;
    };

    private static Func<Task<object>> Returning(Func<Task> action) => async () =>
    {
        await action();
        return null;
    };

    private T Run<T>(Func<T> func, int? expected, TimeSpan? timeout, CancellationToken cancellation) =>
        Blocking.Result(RunCore(() => new ValueTask<T>(func()), expected, timeout, true, cancellation));

    private Task<T> RunAsync<T>(Func<Task<T>> func, int? expected, TimeSpan? timeout, CancellationToken cancellation) =>
        RunCore(() => new ValueTask<T>(func()), expected, timeout, false, cancellation).AsTask();

    private async ValueTask<T> RunCore<T>(
        Func<ValueTask<T>> run, int? expected, TimeSpan? timeout, bool blocking, CancellationToken cancellation)
    {
        using var muted = Mute();
        using var counter = new MatchCounter(filters);
        var result = await run();
        if (expected is null)
            return result;

        var limit = testkit.Dilated(timeout ?? testkit.TestKitSettings.TestEventFilterLeeway);
        var count = await counter.Await(expected.Value, limit, blocking, cancellation);
        if (count != expected)
        {
            var text = $"Expected {expected} events within {limit}, there were {count}: {string.Join(" or ", filters)}";
            TestKitAssertionsExtension.For(testkit.Sys).Assertions.Fail("{0}", text);
        }

        return result;
    }
}
