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
    public (Cell Next, KeyValueOutput Output) Apply(Cell state, KeyValueInput input) => input switch
    {
        KeyValueInput.Put put => (new Cell(put.Value), new KeyValueOutput(true)),
        KeyValueInput.CompareAndSwap cas when cas.Expected == state.Value => (new Cell(cas.Value), new KeyValueOutput(true)),
        KeyValueInput.CompareAndSwap => (state, new KeyValueOutput(false, state.Value)),
        KeyValueInput.Delete => (default, new KeyValueOutput(state.Value is not null)),
        _ => (state, new KeyValueOutput(state.Value is not null, state.Value)),
    };

    /// <inheritdoc/>
    public IReadOnlyList<Operation<KeyValueInput, KeyValueOutput>> Prepare(IReadOnlyList<Operation<KeyValueInput, KeyValueOutput>> history)
    {
        var talk = new Talk(history, null);
        var alike = new Dictionary<KeyValueInput, int>();
        return [.. history.OrderBy(o => o.Called).Select(o => o.Returned is null ? Seen(o) : o).OfType<Operation<KeyValueInput, KeyValueOutput>>().Where(IsOfUse)];

        // Of those that are alike the earliest serve best, one for each operation that one of them can explain.
        bool IsOfUse(Operation<KeyValueInput, KeyValueOutput> operation)
        {
            if (operation.Returned is not null) return true;
            var most = operation.Input switch
            {
                KeyValueInput.Put { Value: Untold } or KeyValueInput.CompareAndSwap { Value: Untold } => talk.Finds,
                KeyValueInput.Delete => talk.Misses,
                _ => int.MaxValue,
            };
            return (alike[operation.Input] = alike.GetValueOrDefault(operation.Input) + 1) <= most;
        }

        Operation<KeyValueInput, KeyValueOutput>? Seen(Operation<KeyValueInput, KeyValueOutput> open) => open.Input switch
        {
            KeyValueInput.Put put when !talk.Of(put.Value) => talk.Finds > 0 ? open with { Input = put with { Value = Untold } } : null,
            KeyValueInput.CompareAndSwap { Expected: null } cas when !talk.Of(cas.Value) => talk.Finds > 0 ? open with { Input = cas with { Value = Untold } } : null,
            KeyValueInput.CompareAndSwap { Expected: not null } cas when !talk.Of(cas.Value) => null,
            KeyValueInput.Delete => talk.Misses > 0 ? open : null,
            KeyValueInput.Get => null,
            _ => open,
        };
    }

    /// <inheritdoc/>
    public bool MayLeaveOut(Operation<KeyValueInput, KeyValueOutput> operation, IReadOnlyList<Operation<KeyValueInput, KeyValueOutput>> history)
    {
        if (operation.Input is KeyValueInput.Get || operation is { Returned: not null, Output.Ok: false }) return true;
        var talk = new Talk(history, operation);
        return operation.Input switch
        {
            KeyValueInput.Put put => !talk.Of(put.Value) && talk.Finds == 0,
            KeyValueInput.CompareAndSwap cas => !talk.Of(cas.Value) && (cas.Expected is not null || talk.Finds == 0),
            _ => talk.Misses == 0,
        };
    }

    /// <summary>What stands under one key; null: nothing.</summary>
    public readonly record struct Cell(string? Value);

    /// <summary>
    /// Of what a history speaks. A value is told from others by who reads it, is shown it by a failed swap, or expects it. One of
    /// which nobody speaks is noticed only by a deletion that found something; that nothing is there, by who misses it.
    /// </summary>
    private sealed class Talk
    {
        private readonly HashSet<string> _told = new(StringComparer.Ordinal);

        public Talk(IReadOnlyList<Operation<KeyValueInput, KeyValueOutput>> history, Operation<KeyValueInput, KeyValueOutput>? without)
        {
            foreach (var operation in history)
            {
                if (!ReferenceEquals(operation, without)) Listen(operation);
            }
        }

        /// <summary>How often somebody found something to delete.</summary>
        public int Finds { get; private set; }

        /// <summary>How often somebody saw, or expects, that nothing is there.</summary>
        public int Misses { get; private set; }

        public bool Of(string value) => _told.Contains(value);

        private void Listen(Operation<KeyValueInput, KeyValueOutput> operation)
        {
            if (operation.Input is KeyValueInput.CompareAndSwap cas) Tell(cas.Expected);
            if (operation is not { Returned: not null, Output: { } answer }) return;
            if (operation.Input is KeyValueInput.Get || (operation.Input is KeyValueInput.CompareAndSwap && !answer.Ok)) Tell(answer.Value);
            if (operation.Input is not KeyValueInput.Delete) return;
            if (answer.Ok) Finds++;
            else Misses++;
        }

        private void Tell(string? value)
        {
            if (value is null) Misses++;
            else _told.Add(value);
        }
    }
}
