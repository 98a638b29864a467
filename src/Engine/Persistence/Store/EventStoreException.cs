namespace AkkaFederation.Engine.Persistence;

/// <summary>What is wrong with a store; decides whether going on is safe.</summary>
public enum EventStoreFault
{
    /// <summary>The connection string or the path cannot be used.</summary>
    Unusable,

    /// <summary>Not a database of this engine: another program's file, or a newer version's.</summary>
    Foreign,

    /// <summary>The content of the file is damaged.</summary>
    Corrupt,

    /// <summary>Another process (or another actor system of this one) has it open.</summary>
    Locked,

    /// <summary>The file or its folder may not be written.</summary>
    ReadOnly,

    /// <summary>No space is left on the device.</summary>
    Full,

    /// <summary>The operating system reported an input/output error; the store takes no more writes.</summary>
    Disk,

    /// <summary>A write broke a rule of the journal, e.g. a sequence number written twice.</summary>
    Rejected,

    /// <summary>The store is closed or an earlier failure made further writes unsafe.</summary>
    Stopped,
}

/// <summary>
/// A durable store that cannot be opened, read or written. The message is one line that names the file and says what
/// to do, fit to be shown to an operator.
/// </summary>
public sealed class EventStoreException : IOException
{
    public EventStoreException(EventStoreFault fault, string file, string message, Exception? inner = null)
        : base(message, inner)
    {
        Fault = fault;
        File = file;
    }

    public EventStoreFault Fault { get; }

    /// <summary>Full path of the database file.</summary>
    public string File { get; }
}
