#nullable disable
using Akka.Actor;
using Akka.TestKit.Internal;

namespace Akka.TestKit;

// One message of a type, and what it must be like. Anything else that comes first fails the test.
public abstract partial class TestKitBase
{
    public T ExpectMsg<T>(TimeSpan? duration = null, string hint = null, CancellationToken cancellationToken = default) =>
        Blocking.Result(ExpectCore<T>(NoCheck, duration, hint, true, cancellationToken));

    public T ExpectMsg<T>(
        T message, TimeSpan? timeout = null, string hint = null, CancellationToken cancellationToken = default) =>
        Blocking.Result(ExpectCore(IsEqual(message, hint), timeout, hint, true, cancellationToken));

    public T ExpectMsg<T>(
        Predicate<T> isMessage, TimeSpan? timeout = null, string hint = null, CancellationToken cancellationToken = default) =>
        Blocking.Result(ExpectCore(Holds(isMessage, hint), timeout, hint, true, cancellationToken));

    public T ExpectMsg<T>(
        Action<T> assert, TimeSpan? timeout = null, string hint = null, CancellationToken cancellationToken = default) =>
        Blocking.Result(ExpectCore<T>((message, _) => assert(message), timeout, hint, true, cancellationToken));

    public T ExpectMsg<T>(
        Func<T, IActorRef, bool> isMessageAndSender,
        TimeSpan? timeout = null,
        string hint = null,
        CancellationToken cancellationToken = default) =>
        Blocking.Result(ExpectCore(Holds(isMessageAndSender, hint), timeout, hint, true, cancellationToken));

    public T ExpectMsg<T>(
        Action<T, IActorRef> assertMessageAndSender,
        TimeSpan? timeout = null,
        string hint = null,
        CancellationToken cancellationToken = default) =>
        Blocking.Result(ExpectCore(assertMessageAndSender, timeout, hint, true, cancellationToken));

    public T ExpectMsg<T>(
        T expected,
        Func<T, T, bool> comparer,
        TimeSpan? timeout = null,
        string hint = null,
        CancellationToken cancellationToken = default) =>
        Blocking.Result(ExpectCore(IsEqual(expected, comparer, hint), timeout, hint, true, cancellationToken));

    public ValueTask<T> ExpectMsgAsync<T>(
        TimeSpan? duration = null, string hint = null, CancellationToken cancellationToken = default) =>
        ExpectCore<T>(NoCheck, duration, hint, false, cancellationToken);

    public ValueTask<T> ExpectMsgAsync<T>(
        T message, TimeSpan? timeout = null, string hint = null, CancellationToken cancellationToken = default) =>
        ExpectCore(IsEqual(message, hint), timeout, hint, false, cancellationToken);

    public ValueTask<T> ExpectMsgAsync<T>(
        Predicate<T> isMessage, TimeSpan? timeout = null, string hint = null, CancellationToken cancellationToken = default) =>
        ExpectCore(Holds(isMessage, hint), timeout, hint, false, cancellationToken);

    public ValueTask<T> ExpectMsgAsync<T>(
        Action<T> assert, TimeSpan? timeout = null, string hint = null, CancellationToken cancellationToken = default) =>
        ExpectCore<T>((message, _) => assert(message), timeout, hint, false, cancellationToken);

    public ValueTask<T> ExpectMsgAsync<T>(
        Func<T, IActorRef, bool> isMessageAndSender,
        TimeSpan? timeout = null,
        string hint = null,
        CancellationToken cancellationToken = default) =>
        ExpectCore(Holds(isMessageAndSender, hint), timeout, hint, false, cancellationToken);

    public ValueTask<T> ExpectMsgAsync<T>(
        Action<T, IActorRef> assertMessageAndSender,
        TimeSpan? timeout = null,
        string hint = null,
        CancellationToken cancellationToken = default) =>
        ExpectCore(assertMessageAndSender, timeout, hint, false, cancellationToken);

    public ValueTask<T> ExpectMsgAsync<T>(
        T expected,
        Func<T, T, bool> comparer,
        TimeSpan? timeout = null,
        string hint = null,
        CancellationToken cancellationToken = default) =>
        ExpectCore(IsEqual(expected, comparer, hint), timeout, hint, false, cancellationToken);

    private static void NoCheck<T>(T message, IActorRef sender)
    {
        // the type is all that counts
    }

    private Action<T, IActorRef> IsEqual<T>(T expected, string hint) =>
        (actual, _) => _assertions.AssertEqual(expected, actual, Escape(hint));

    private Action<T, IActorRef> IsEqual<T>(T expected, Func<T, T, bool> comparer, string hint) =>
        (actual, _) => _assertions.AssertEqual(expected, actual, comparer, Escape(hint));

    private Action<T, IActorRef> Holds<T>(Predicate<T> isMessage, string hint) => (message, _) => _assertions.AssertTrue(
        isMessage(message), Escape($"The message {message} is not the expected one{Hint(hint)}."));

    private Action<T, IActorRef> Holds<T>(Func<T, IActorRef, bool> isMessage, string hint) => (message, sender) => _assertions.AssertTrue(
        isMessage(message, sender), Escape($"The message {message} from {sender} is not the expected one{Hint(hint)}."));

    // Assertions take a format; a message may contain braces.
    private static string Escape(string text) => text?.Replace("{", "{{").Replace("}", "}}") ?? "";

    private async ValueTask<T> ExpectCore<T>(
        Action<T, IActorRef> check, TimeSpan? timeout, string hint, bool blocking, CancellationToken cancellation)
    {
        var limit = RemainingOrDilated(timeout);
        var taken = await TakeCore(limit, blocking, cancellation);
        if (taken is null)
            _assertions.Fail(Escape($"Timeout ({limit}) while waiting for a message of type {typeof(T)}{Hint(hint)}."));
        else if (taken.Message is not T)
            _assertions.Fail(Escape($"Expected a message of type {typeof(T)}, received {taken.Message?.GetType()} {taken}{Hint(hint)}."));
        var message = (T)taken!.Message;
        check(message, taken.Sender);
        return message;
    }
}
