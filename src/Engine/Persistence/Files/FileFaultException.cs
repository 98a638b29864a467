namespace AkkaFederation.Engine.Persistence;

/// <summary>A file operation that failed for a reason with a name.</summary>
internal sealed class FileFaultException(EventStoreFault fault, string message) : IOException(message)
{
    public EventStoreFault Fault { get; } = fault;
}
