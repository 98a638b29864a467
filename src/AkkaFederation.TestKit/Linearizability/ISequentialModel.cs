namespace AkkaFederation.TestKit.Linearizability;

/// <summary>What an object does when it is asked one thing after another; the measure of what it may do when asked by many at once.</summary>
/// <typeparam name="TState">Its state: a value, compared by <see cref="EqualityComparer{T}.Default"/>, that nobody changes.</typeparam>
/// <typeparam name="TInput">What it is asked.</typeparam>
/// <typeparam name="TOutput">What it answers.</typeparam>
public interface ISequentialModel<TState, TInput, TOutput>
    where TState : notnull
    where TInput : notnull
{
    /// <summary>The state before the first operation.</summary>
    TState Initial { get; }

    /// <summary>
    /// Operations on different parts have nothing to do with each other, so that each part is checked for itself, at far less
    /// cost: a history is linearisable if, and only if, the history of each part is (Herlihy and Wing 1990, locality).
    /// </summary>
    string PartOf(TInput input);

    /// <summary>The state after an operation, and its answer.</summary>
    (TState Next, TOutput Output) Apply(TState state, TInput input);

    /// <summary>Whether an answer that was given is the one that the model gives.</summary>
    bool Agrees(TInput input, TOutput expected, TOutput given) => EqualityComparer<TOutput>.Default.Equals(expected, given);

    /// <summary>
    /// The history of one part without operations of unknown outcome that no answer can tell from not having happened, and with
    /// those made alike that no answer can tell apart. Each of them doubles what a search goes through, and decides nothing.
    /// </summary>
    IReadOnlyList<Operation<TInput, TOutput>> Prepare(IReadOnlyList<Operation<TInput, TOutput>> history) => history;

    /// <summary>
    /// Whether a history of one part that is linearisable stays so without this operation, which is one of it: because it only
    /// read, or because nobody speaks of what it wrote. So a small part of a history can prove what the whole does.
    /// </summary>
    bool MayLeaveOut(Operation<TInput, TOutput> operation, IReadOnlyList<Operation<TInput, TOutput>> history);
}
