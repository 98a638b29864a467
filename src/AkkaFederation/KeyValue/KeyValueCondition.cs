using AkkaFederation.KeyValue;

namespace AkkaFederation;

/// <summary>What must hold for a key at the moment at which a write takes place; otherwise it does not.</summary>
public sealed class KeyValueCondition
{
    private KeyValueCondition(Condition condition) => Inner = condition;

    /// <summary>Nothing: the write always takes place.</summary>
    public static KeyValueCondition None { get; } = new(Condition.None);

    /// <summary>There is no such key.</summary>
    public static KeyValueCondition Absent { get; } = new(Condition.Absent);

    /// <summary>There is such a key.</summary>
    public static KeyValueCondition Present { get; } = new(Condition.Present);

    internal Condition Inner { get; }

    /// <summary>The key was written last at this revision: nobody has written it since it was read.</summary>
    public static KeyValueCondition Revision(ulong revision) => new(Condition.AtRevision(revision));

    /// <summary>The key has this value, whoever wrote it, and however often; compared by SHA-256.</summary>
    public static KeyValueCondition Value(ReadOnlySpan<byte> value) => new(Condition.OfValue(value));
}
