namespace AkkaFederation.TestKit.Linearizability;

/// <summary>What a client asks of one key.</summary>
public abstract record KeyValueInput(string Key)
{
    /// <summary>Reads.</summary>
    public sealed record Get(string Key) : KeyValueInput(Key)
    {
        /// <inheritdoc/>
        public override string ToString() => $"get {Key}";
    }

    /// <summary>Writes.</summary>
    public sealed record Put(string Key, string Value) : KeyValueInput(Key)
    {
        /// <inheritdoc/>
        public override string ToString() => $"put {Key} {Value}";
    }

    /// <summary>Writes if the value is the expected one; null expects that there is no such key.</summary>
    public sealed record CompareAndSwap(string Key, string? Expected, string Value) : KeyValueInput(Key)
    {
        /// <inheritdoc/>
        public override string ToString() => $"cas {Key} {Expected ?? "(absent)"} {Value}";
    }

    /// <summary>Deletes.</summary>
    public sealed record Delete(string Key) : KeyValueInput(Key)
    {
        /// <inheritdoc/>
        public override string ToString() => $"delete {Key}";
    }
}

/// <summary>What a client is answered.</summary>
/// <param name="Ok">Whether a compare-and-swap took place, a deletion or a read found the key; true for a write.</param>
/// <param name="Value">What a read, or a compare-and-swap that failed, found; null where nothing is there, and for all others.</param>
public sealed record KeyValueOutput(bool Ok, string? Value = null)
{
    /// <inheritdoc/>
    public override string ToString() => Ok ? Value ?? "ok" : $"no ({Value ?? "absent"})";
}
