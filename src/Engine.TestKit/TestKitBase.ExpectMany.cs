#nullable disable
using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.TestKit.Internal;

namespace Akka.TestKit;

// Several messages in any order, one of several, none, and the end of an actor.
public abstract partial class TestKitBase
{
    /// <summary>As many messages as given, equal to them, in any order.</summary>
    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(params T[] messages) => ExpectMsgAllOf((IReadOnlyCollection<T>)messages);

    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(
        IReadOnlyCollection<T> messages, CancellationToken cancellationToken = default) =>
        Blocking.Result(AllOfCore(RemainingOrDefault, messages, true, cancellationToken));

    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(TimeSpan max, params T[] messages) =>
        ExpectMsgAllOf(max, (IReadOnlyCollection<T>)messages);

    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(
        TimeSpan max, IReadOnlyCollection<T> messages, CancellationToken cancellationToken = default)
    {
        max.EnsureIsPositiveFinite(nameof(max));
        return Blocking.Result(AllOfCore(Dilated(max), messages, true, cancellationToken));
    }

    public async IAsyncEnumerable<T> ExpectMsgAllOfAsync<T>(
        IReadOnlyCollection<T> messages, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var message in await AllOfCore(RemainingOrDefault, messages, false, cancellationToken))
            yield return message;
    }

    public async IAsyncEnumerable<T> ExpectMsgAllOfAsync<T>(
        TimeSpan max,
        IReadOnlyCollection<T> messages,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        max.EnsureIsPositiveFinite(nameof(max));
        foreach (var message in await AllOfCore(Dilated(max), messages, false, cancellationToken))
            yield return message;
    }

    /// <summary>As many messages as predicates, one for each, in any order.</summary>
    public IReadOnlyCollection<object> ExpectMsgAllOfMatchingPredicates(params PredicateInfo[] predicates) =>
        ExpectMsgAllOfMatchingPredicates(predicates, CancellationToken.None);

    public IReadOnlyCollection<object> ExpectMsgAllOfMatchingPredicates(
        IReadOnlyCollection<PredicateInfo> predicates, CancellationToken cancellationToken) =>
        Blocking.Result(MatchingCore(RemainingOrDefault, predicates, true, cancellationToken));

    public IReadOnlyCollection<object> ExpectMsgAllOfMatchingPredicates(TimeSpan max, params PredicateInfo[] predicates) =>
        ExpectMsgAllOfMatchingPredicates(max, predicates, CancellationToken.None);

    public IReadOnlyCollection<object> ExpectMsgAllOfMatchingPredicates(
        TimeSpan max, IReadOnlyCollection<PredicateInfo> predicates, CancellationToken cancellationToken)
    {
        max.EnsureIsPositiveFinite(nameof(max));
        return Blocking.Result(MatchingCore(Dilated(max), predicates, true, cancellationToken));
    }

    /// <summary>One message that equals one of those given.</summary>
    public T ExpectMsgAnyOf<T>(IEnumerable<T> messages, CancellationToken cancellationToken = default) =>
        Blocking.Result(ExpectCore(IsAnyOf(messages), null, null, true, cancellationToken));

    public ValueTask<T> ExpectMsgAnyOfAsync<T>(IEnumerable<T> messages, CancellationToken cancellationToken = default) =>
        ExpectCore(IsAnyOf(messages), null, null, false, cancellationToken);

    /// <summary>No message for the time that is left of a Within, or else the default. Always takes that time.</summary>
    public void ExpectNoMsg(CancellationToken cancellationToken = default) =>
        Blocking.Wait(NoMsgCore(RemainingOrDefault, true, cancellationToken));

    public void ExpectNoMsg(TimeSpan duration, CancellationToken cancellationToken = default) =>
        Blocking.Wait(NoMsgCore(Dilated(duration), true, cancellationToken));

    public void ExpectNoMsg(int milliseconds, CancellationToken cancellationToken = default) =>
        ExpectNoMsg(TimeSpan.FromMilliseconds(milliseconds), cancellationToken);

    public ValueTask ExpectNoMsgAsync(CancellationToken cancellationToken = default) =>
        NoMsgCore(RemainingOrDefault, false, cancellationToken);

    public ValueTask ExpectNoMsgAsync(TimeSpan duration, CancellationToken cancellationToken = default) =>
        NoMsgCore(Dilated(duration), false, cancellationToken);

    public ValueTask ExpectNoMsgAsync(int milliseconds, CancellationToken cancellationToken = default) =>
        ExpectNoMsgAsync(TimeSpan.FromMilliseconds(milliseconds), cancellationToken);

    /// <summary>The end of an actor that this test watches.</summary>
    public Terminated ExpectTerminated(
        IActorRef target, TimeSpan? timeout = null, string hint = null, CancellationToken cancellationToken = default) =>
        Blocking.Result(ExpectCore(IsEndOf(target, hint), timeout, hint, true, cancellationToken));

    public ValueTask<Terminated> ExpectTerminatedAsync(
        IActorRef target, TimeSpan? timeout = null, string hint = null, CancellationToken cancellationToken = default) =>
        ExpectCore(IsEndOf(target, hint), timeout, hint, false, cancellationToken);

    private Action<Terminated, IActorRef> IsEndOf(IActorRef target, string hint) => (terminated, _) => _assertions.AssertTrue(
        Equals(Unwrap(target), terminated.ActorRef), Escape($"Expected the end of {target}, it is that of {terminated.ActorRef}{Hint(hint)}."));

    private Action<T, IActorRef> IsAnyOf<T>(IEnumerable<T> messages) => (message, _) => _assertions.AssertTrue(
        messages.Contains(message), Escape($"Expected one of [{string.Join(", ", messages)}], received {message}."));

    private async ValueTask<IReadOnlyCollection<T>> AllOfCore<T>(
        TimeSpan max, IReadOnlyCollection<T> expected, bool blocking, CancellationToken cancellation)
    {
        var received = await ReceiveNCore(expected.Count, max, blocking, cancellation);
        var missing = expected.Cast<object>().ToList();
        var unexpected = received.Where(message => !missing.Remove(message)).ToList();
        _assertions.AssertTrue(
            missing.Count == 0 && unexpected.Count == 0,
            Escape($"Not received [{string.Join(", ", missing)}], received beside the others [{string.Join(", ", unexpected)}]."));
        return [.. received.Cast<T>()];
    }

    private async ValueTask<IReadOnlyCollection<object>> MatchingCore(
        TimeSpan max, IReadOnlyCollection<PredicateInfo> predicates, bool blocking, CancellationToken cancellation)
    {
        var received = await ReceiveNCore(predicates.Count, max, blocking, cancellation);
        var missing = predicates.ToList();
        var unexpected = received.Where(message => missing.Find(p => p.Matches(message)) is not { } met || !missing.Remove(met)).ToList();
        _assertions.AssertTrue(
            missing.Count == 0 && unexpected.Count == 0,
            Escape($"Not met [{string.Join(", ", missing)}], received beside the others [{string.Join(", ", unexpected)}]."));
        return received;
    }

    private async ValueTask NoMsgCore(TimeSpan duration, bool blocking, CancellationToken cancellation)
    {
        var taken = await TakeCore(duration, blocking, cancellation);
        if (taken is not null)
            _assertions.Fail(Escape($"Expected no message for {duration}, received {taken}."));
        _lastWasNoMsg = true;
    }
}
