using AkkaFederation.TestKit.Linearizability;

namespace AkkaFederation.TestKit.KeyValue;

/// <summary>
/// What clients of a key-value store saw, in the order in which it happened: calls and answers are numbered, which is as good as a
/// clock that all of them share. Thread-safe.
/// </summary>
internal sealed class KeyValueHistory
{
    // Histories of a minute have some thousand operations; one that takes longer to decide than this would hold up everything.
    private const long MostSteps = 5_000_000;
    private readonly Lock _gate = new();
    private readonly List<Operation<KeyValueInput, KeyValueOutput>> _operations = [];
    private long _moment;

    /// <summary>Operations that were answered, or may have taken place.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _operations.Count;
        }
    }

    /// <summary>Those of them that nobody has answered.</summary>
    public int Open
    {
        get
        {
            lock (_gate) return _operations.Count(o => o.Returned is null);
        }
    }

    /// <summary>Notes a call; its number names it.</summary>
    public int Call(string client, KeyValueInput input)
    {
        lock (_gate)
        {
            _operations.Add(new Operation<KeyValueInput, KeyValueOutput>(client, input, ++_moment));
            return _operations.Count - 1;
        }
    }

    public void Answer(int call, KeyValueOutput output)
    {
        lock (_gate) _operations[call] = _operations[call] with { Returned = ++_moment, Output = output };
    }

    /// <summary>The call has had no effect, and never will: it is as if it had not been made.</summary>
    public void Deny(int call)
    {
        lock (_gate) _operations[call] = _operations[call] with { Input = new KeyValueInput.Get(_operations[call].Input.Key) };
    }

    public LinearizabilityReport<KeyValueInput, KeyValueOutput> Check()
    {
        lock (_gate)
        {
            return new LinearizabilityChecker<KeyValueModel.Cell, KeyValueInput, KeyValueOutput>(new KeyValueModel(), MostSteps).Check(_operations);
        }
    }
}
