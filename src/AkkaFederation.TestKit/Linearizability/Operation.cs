using System.Globalization;

namespace AkkaFederation.TestKit.Linearizability;

/// <summary>
/// One call of a client and its answer. Times are of one clock that all clients share, or numbers in the order of what
/// happened; a call that begins at the moment at which another one ends counts as beside it.
/// </summary>
/// <typeparam name="TInput">What was asked.</typeparam>
/// <typeparam name="TOutput">What was answered.</typeparam>
/// <param name="Client">Who asked, for people.</param>
/// <param name="Input">What was asked.</param>
/// <param name="Called">When.</param>
public sealed record Operation<TInput, TOutput>(string Client, TInput Input, long Called)
{
    /// <summary>
    /// When the answer came. Null: none did, or it left open what happened; the operation may have taken effect at any time
    /// since its call, may do so at any time to come, or never.
    /// </summary>
    public long? Returned { get; init; }

    /// <summary>The answer; of no meaning without <see cref="Returned"/>.</summary>
    public TOutput? Output { get; init; }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"[{(Called == long.MinValue ? "any time" : Called)}, {(Returned is { } end ? end : "never answered")}] {Client}: {Input}{(Returned is null ? "" : $" -> {Output}")}");
}
