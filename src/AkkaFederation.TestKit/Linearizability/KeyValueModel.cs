namespace AkkaFederation.TestKit.Linearizability;

/// <summary>A key-value store that does one thing after another, as an independent measure for the product's.</summary>
public sealed class KeyValueModel : ISequentialModel<KeyValueModel.Cell, KeyValueInput, KeyValueOutput>
{
    // In the place of values of which nobody speaks.
    private const string Untold = "(any other)";

    /// <inheritdoc/>
    public Cell Initial => default;

    /// <inheritdoc/>
    public string PartOf(KeyValueInput input) => input.Key;

    /// <inheritdoc/>
    public bool IsReadOnly(KeyValueInput input) => input is KeyValueInput.Get;

    /// <inheritdoc/>
    public (Cell Next, KeyValueOutput Output) Apply(Cell state, KeyValueInput input) => input switch
    {
        KeyValueInput.Put put => (new Cell(put.Value), new KeyValueOutput(true)),
        KeyValueInput.CompareAndSwap cas when cas.Expected == state.Value => (new Cell(cas.Value), new KeyValueOutput(true)),
        KeyValueInput.CompareAndSwap => (state, new KeyValueOutput(false, state.Value)),
        KeyValueInput.Delete => (default, new KeyValueOutput(state.Value is not null)),
        _ => (state, new KeyValueOutput(state.Value is not null, state.Value)),
    };

    /// <inheritdoc/>
    /// <remarks>
    /// A value is told from others by who reads it, is shown it by a failed swap, or expects it. One of which nobody speaks is
    /// noticed only by a deletion that found something; nothing at all, by who misses it.
    /// </remarks>
    public IReadOnlyList<Operation<KeyValueInput, KeyValueOutput>> Prepare(IReadOnlyList<Operation<KeyValueInput, KeyValueOutput>> history)
    {
        var told = new HashSet<string>(StringComparer.Ordinal);
        var (misses, finds) = (false, false);
        foreach (var operation in history)
        {
            if (operation.Input is KeyValueInput.CompareAndSwap cas) Tell(cas.Expected);
            if (operation.Returned is null) continue;
            var answer = operation.Output!;
            if (operation.Input is KeyValueInput.Get or KeyValueInput.CompareAndSwap && (!answer.Ok || answer.Value is not null)) Tell(answer.Value);
            if (operation.Input is KeyValueInput.Delete && answer.Ok) finds = true;
            if (operation.Input is KeyValueInput.Delete && !answer.Ok) misses = true;
        }

        return [.. history.Select(o => o.Returned is null ? Seen(o) : o).OfType<Operation<KeyValueInput, KeyValueOutput>>()];

        void Tell(string? value)
        {
            if (value is null) misses = true;
            else told.Add(value);
        }

        Operation<KeyValueInput, KeyValueOutput>? Seen(Operation<KeyValueInput, KeyValueOutput> open) => open.Input switch
        {
            KeyValueInput.Put put when !told.Contains(put.Value) => finds ? open with { Input = put with { Value = Untold } } : null,
            KeyValueInput.CompareAndSwap { Expected: null } cas when !told.Contains(cas.Value) => finds ? open with { Input = cas with { Value = Untold } } : null,
            KeyValueInput.CompareAndSwap { Expected: not null } cas when !told.Contains(cas.Value) => null,
            KeyValueInput.Delete => misses ? open : null,
            KeyValueInput.Get => null,
            _ => open,
        };
    }

    /// <summary>What stands under one key; null: nothing.</summary>
    public readonly record struct Cell(string? Value);
}
