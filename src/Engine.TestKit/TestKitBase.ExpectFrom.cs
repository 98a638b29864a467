#nullable disable
using Akka.Actor;
using Akka.TestKit.Internal;

namespace Akka.TestKit;

// One message of a type from a sender.
public abstract partial class TestKitBase
{
    public T ExpectMsgFrom<T>(
        IActorRef sender, TimeSpan? duration = null, string hint = null, CancellationToken cancellationToken = default) =>
        Blocking.Result(ExpectCore<T>((_, from) => IsFrom(sender, from, hint), duration, hint, true, cancellationToken));

    public T ExpectMsgFrom<T>(
        IActorRef sender, T message, TimeSpan? timeout = null, string hint = null, CancellationToken cancellationToken = default) =>
        Blocking.Result(ExpectCore(From(sender, IsEqual(message, hint), hint), timeout, hint, true, cancellationToken));

    public T ExpectMsgFrom<T>(
        IActorRef sender,
        Predicate<T> isMessage,
        TimeSpan? timeout = null,
        string hint = null,
        CancellationToken cancellationToken = default) =>
        Blocking.Result(ExpectCore(From(sender, Holds(isMessage, hint), hint), timeout, hint, true, cancellationToken));

    public T ExpectMsgFrom<T>(
        Predicate<IActorRef> isSender,
        Predicate<T> isMessage,
        TimeSpan? timeout = null,
        string hint = null,
        CancellationToken cancellationToken = default) =>
        Blocking.Result(ExpectCore(From(isSender, Holds(isMessage, hint), hint), timeout, hint, true, cancellationToken));

    public T ExpectMsgFrom<T>(
        IActorRef sender,
        Action<T> assertMessage,
        TimeSpan? timeout = null,
        string hint = null,
        CancellationToken cancellationToken = default) =>
        Blocking.Result(ExpectCore(From<T>(sender, (message, _) => assertMessage(message), hint), timeout, hint, true, cancellationToken));

    public T ExpectMsgFrom<T>(
        Action<IActorRef> assertSender,
        Action<T> assertMessage,
        TimeSpan? timeout = null,
        string hint = null,
        CancellationToken cancellationToken = default) =>
        Blocking.Result(ExpectCore(Both(assertSender, assertMessage), timeout, hint, true, cancellationToken));

    public ValueTask<T> ExpectMsgFromAsync<T>(
        IActorRef sender, TimeSpan? duration = null, string hint = null, CancellationToken cancellationToken = default) =>
        ExpectCore<T>((_, from) => IsFrom(sender, from, hint), duration, hint, false, cancellationToken);

    public ValueTask<T> ExpectMsgFromAsync<T>(
        IActorRef sender, T message, TimeSpan? timeout = null, string hint = null, CancellationToken cancellationToken = default) =>
        ExpectCore(From(sender, IsEqual(message, hint), hint), timeout, hint, false, cancellationToken);

    public ValueTask<T> ExpectMsgFromAsync<T>(
        IActorRef sender,
        Predicate<T> isMessage,
        TimeSpan? timeout = null,
        string hint = null,
        CancellationToken cancellationToken = default) =>
        ExpectCore(From(sender, Holds(isMessage, hint), hint), timeout, hint, false, cancellationToken);

    public ValueTask<T> ExpectMsgFromAsync<T>(
        Predicate<IActorRef> isSender,
        Predicate<T> isMessage,
        TimeSpan? timeout = null,
        string hint = null,
        CancellationToken cancellationToken = default) =>
        ExpectCore(From(isSender, Holds(isMessage, hint), hint), timeout, hint, false, cancellationToken);

    public ValueTask<T> ExpectMsgFromAsync<T>(
        IActorRef sender,
        Action<T> assertMessage,
        TimeSpan? timeout = null,
        string hint = null,
        CancellationToken cancellationToken = default) =>
        ExpectCore(From<T>(sender, (message, _) => assertMessage(message), hint), timeout, hint, false, cancellationToken);

    public ValueTask<T> ExpectMsgFromAsync<T>(
        Action<IActorRef> assertSender,
        Action<T> assertMessage,
        TimeSpan? timeout = null,
        string hint = null,
        CancellationToken cancellationToken = default) =>
        ExpectCore(Both(assertSender, assertMessage), timeout, hint, false, cancellationToken);

    private static Action<T, IActorRef> Both<T>(Action<IActorRef> assertSender, Action<T> assertMessage) => (message, from) =>
    {
        assertSender(from);
        assertMessage(message);
    };

    private Action<T, IActorRef> From<T>(IActorRef sender, Action<T, IActorRef> check, string hint) => (message, from) =>
    {
        IsFrom(sender, from, hint);
        check(message, from);
    };

    private Action<T, IActorRef> From<T>(Predicate<IActorRef> isSender, Action<T, IActorRef> check, string hint) => (message, from) =>
    {
        _assertions.AssertTrue(isSender(from), Escape($"The sender {from} of {message} is not the expected one{Hint(hint)}."));
        check(message, from);
    };

    private void IsFrom(IActorRef expected, IActorRef actual, string hint) =>
        _assertions.AssertTrue(Equals(Unwrap(expected), actual), Escape($"Expected the sender {expected}, it is {actual}{Hint(hint)}."));

    // A probe stands for its test actor, which is what arrives as a sender.
    private static IActorRef Unwrap(IActorRef actor) => actor is TestProbe probe ? probe.Ref : actor;
}
