#nullable disable
using System.Collections;
using Akka.TestKit.Internal;

namespace Akka.TestKit;

// Looking for one message among others.
public abstract partial class TestKitBase
{
    /// <summary>The first message that matches; those before it are dropped.</summary>
    public object FishForMessage(
        Predicate<object> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default) =>
        FishForMessage<object>(isMessage, max, hint, cancellationToken);

    public T FishForMessage<T>(
        Predicate<T> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default) =>
        FishForMessage(isMessage, null, max, hint, cancellationToken);

    /// <param name="isMessage">Whether it is the one.</param>
    /// <param name="allMessages">Takes the messages that came before it.</param>
    /// <param name="max">The time; what is left of a Within, or the default, if none is stated.</param>
    /// <param name="hint">Goes into the message of a failure.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public T FishForMessage<T>(
        Predicate<T> isMessage,
        ArrayList allMessages,
        TimeSpan? max = null,
        string hint = "",
        CancellationToken cancellationToken = default) =>
        Blocking.Result(FishCore(isMessage, allMessages, max, hint, true, cancellationToken));

    public ValueTask<object> FishForMessageAsync(
        Predicate<object> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default) =>
        FishForMessageAsync<object>(isMessage, max, hint, cancellationToken);

    public ValueTask<T> FishForMessageAsync<T>(
        Predicate<T> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default) =>
        FishForMessageAsync(isMessage, null, max, hint, cancellationToken);

    public ValueTask<T> FishForMessageAsync<T>(
        Predicate<T> isMessage,
        ArrayList allMessages,
        TimeSpan? max = null,
        string hint = "",
        CancellationToken cancellationToken = default) =>
        FishCore(isMessage, allMessages, max, hint, false, cancellationToken);

    /// <summary>Drops messages up to and including the first of a type.</summary>
    public async Task FishUntilMessageAsync<T>(TimeSpan? max = null, CancellationToken cancellationToken = default) =>
        await FishCore<T>(_ => true, null, max, "", false, cancellationToken);

    private async ValueTask<T> FishCore<T>(
        Predicate<T> isMessage, ArrayList before, TimeSpan? max, string hint, bool blocking, CancellationToken cancellation)
    {
        var limit = RemainingOrDilated(max);
        var end = Now + limit;
        while (await TakeCore(Left(end), blocking, cancellation) is { } taken)
        {
            if (taken.Message is T typed && isMessage(typed))
                return typed;
            before?.Add(taken.Message);
        }

        _assertions.Fail($"Timeout ({limit}) while looking for a message of type {typeof(T)}{Hint(hint)}.");
        return default;
    }

    private static string Hint(string hint) => string.IsNullOrEmpty(hint) ? "" : $" [{hint}]";
}
