namespace AkkaFederation.TestKit.Linearizability;

/// <summary>
/// The search over one part's history. Calls and answers stand in a linked list in the order of time. The first answer in it
/// bounds which operations may come next: one that is called after it cannot. Whatever is taken is unlinked with its answer; when
/// nothing can be taken before the first answer, the last one taken is put back and the next one tried. Operations of unknown
/// outcome stand in a list of their own and are tried last, when nothing that is known to have happened fits.
/// </summary>
internal sealed class LinearizationSearch<TState, TInput, TOutput>(ISequentialModel<TState, TInput, TOutput> model, long maxSteps)
    where TState : notnull
    where TInput : notnull
{
    private readonly HashSet<Configuration> _seen = [];
    private readonly Stack<(Node Call, TState Before)> _taken = new();
    private readonly Node _answered = new(-1, 0, null);
    private readonly Node _open = new(-1, 0, null);
    private Operation<TInput, TOutput>[] _operations = [];
    private int[] _twins = [];
    private ulong[] _set = [];

    public long Steps { get; private set; }

    public LinearizabilityVerdict Run(IEnumerable<Operation<TInput, TOutput>> history)
    {
        _operations = [.. model.Prepare([.. history])];
        _set = new ulong[(_operations.Length + 63) / 64];
        Link();
        var missing = _operations.Count(o => o.Returned is not null);
        var state = model.Initial;
        for (var at = First(); missing > 0;)
        {
            if (++Steps > maxSteps) return LinearizabilityVerdict.Undecided;
            if (at is null)
            {
                if (!_taken.TryPop(out var last)) return LinearizabilityVerdict.Violated;
                (var call, state) = last;
                if (call.Answer is not null) missing++;
                PutBack(call);
                at = After(call);
            }
            else if (TryTake(at, state, out var next))
            {
                if (at.Answer is not null) missing--;
                _taken.Push((at, state));
                state = next;
                at.Unlink();
                at = First();
            }
            else
            {
                at = After(at);
            }
        }

        return LinearizabilityVerdict.Linearizable;
    }

    private Node? First() => _answered.Next is { Answer: not null } call ? call : FirstOpen(_open.Next);

    // Candidates in turn: calls up to the first answer, then open calls up to the time of it.
    private Node? After(Node call)
    {
        if (call.Answer is null) return FirstOpen(call.Next);
        return call.Next is { Answer: not null } next ? next : FirstOpen(_open.Next);
    }

    private Node? FirstOpen(Node? candidate)
    {
        var bound = _answered.Next;
        while (bound is { Answer: not null }) bound = bound.Next;
        return bound is not null && candidate?.Time <= bound.Time ? candidate : null;
    }

    private bool TryTake(Node call, TState state, out TState next)
    {
        var operation = _operations[call.Operation];
        (next, var output) = model.Apply(state, operation.Input);
        if (call.Answer is not null)
        {
            if (!model.Agrees(operation.Input, output, operation.Output!)) return false;
        }
        else if (EqualityComparer<TState>.Default.Equals(next, state) || (_twins[call.Operation] is >= 0 and var twin && !IsTaken(twin)))
        {
            // To take what changes nothing is to take nothing; and of two that are the same, the earlier serves as well.
            return false;
        }

        _set[call.Operation / 64] |= 1UL << call.Operation;
        if (_seen.Add(new Configuration((ulong[])_set.Clone(), next))) return true;
        _set[call.Operation / 64] &= ~(1UL << call.Operation);
        return false;
    }

    private bool IsTaken(int operation) => (_set[operation / 64] & (1UL << operation)) != 0;

    private void PutBack(Node call)
    {
        _set[call.Operation / 64] &= ~(1UL << call.Operation);
        call.Relink();
    }

    // At one moment calls come before answers: what touches counts as beside each other.
    private void Link()
    {
        var nodes = new List<(int Rank, Node Node)>();
        var last = new Dictionary<TInput, int>();
        _twins = new int[_operations.Length];
        var end = _open;
        foreach (var (operation, i) in _operations.Select((o, i) => (o, i)).OrderBy(o => o.o.Called))
        {
            _twins[i] = -1;
            if (operation.Returned is { } returned)
            {
                var answer = new Node(i, returned, null);
                nodes.Add((0, new Node(i, operation.Called, answer)));
                nodes.Add((1, answer));
                continue;
            }

            if (last.TryGetValue(operation.Input, out var twin)) _twins[i] = twin;
            last[operation.Input] = i;
            end = end.Append(new Node(i, operation.Called, null));
        }

        end = _answered;
        foreach (var (_, node) in nodes.OrderBy(n => n.Node.Time).ThenBy(n => n.Rank)) end = end.Append(node);
    }

    /// <summary>A call, with its answer if there is one, or an answer.</summary>
    private sealed class Node(int operation, long time, Node? answer)
    {
        private Node? _previous;

        public int Operation { get; } = operation;

        public long Time { get; } = time;

        public Node? Answer { get; } = answer;

        public Node? Next { get; private set; }

        public Node Append(Node node)
        {
            (Next, node._previous) = (node, this);
            return node;
        }

        public void Unlink()
        {
            Remove();
            Answer?.Remove();
        }

        public void Relink()
        {
            Answer?.Restore();
            Restore();
        }

        private void Remove()
        {
            _previous!.Next = Next;
            if (Next is not null) Next._previous = _previous;
        }

        private void Restore()
        {
            _previous!.Next = this;
            if (Next is not null) Next._previous = this;
        }
    }

    private readonly record struct Configuration(ulong[] Taken, TState State)
    {
        public bool Equals(Configuration other) =>
            Taken.AsSpan().SequenceEqual(other.Taken) && EqualityComparer<TState>.Default.Equals(State, other.State);

        public override int GetHashCode()
        {
            var hash = default(HashCode);
            foreach (var word in Taken) hash.Add(word);
            hash.Add(State);
            return hash.ToHashCode();
        }
    }
}
