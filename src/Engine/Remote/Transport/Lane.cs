namespace AkkaFederation.Engine.Remote;

/// <summary>
/// The two connections that a system keeps to each peer. Load on <see cref="Bulk"/> must never delay probes and
/// elections, so those have a connection, a queue and a reader of their own. The lane of a message is a function of its
/// recipient's path alone, so order per pair of actors holds.
/// </summary>
internal enum Lane : byte
{
    Bulk = 0,
    Control = 1,
}
