namespace AkkaFederation;

/// <summary>A state that is held while it is written.</summary>
public interface IStateSnapshot
{
    /// <summary>
    /// Writes the state as it was when it was taken; called once, on another thread than the state machine's calls. Equal states
    /// must give equal bytes on every node: sort what has no order.
    /// </summary>
    void Write(Stream output);
}

/// <summary>Ready-made snapshots.</summary>
public static class StateSnapshot
{
    /// <summary>State that is written already.</summary>
    public static IStateSnapshot Of(ReadOnlyMemory<byte> bytes) => new Written(bytes);

    /// <summary>State that <paramref name="write"/> writes later; it must hold what cannot change any more.</summary>
    public static IStateSnapshot Of(Action<Stream> write) => new Held(write);

    private sealed class Written(ReadOnlyMemory<byte> bytes) : IStateSnapshot
    {
        public void Write(Stream output) => output.Write(bytes.Span);
    }

    private sealed class Held(Action<Stream> write) : IStateSnapshot
    {
        public void Write(Stream output) => write(output);
    }
}
