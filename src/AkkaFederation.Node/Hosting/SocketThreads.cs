namespace AkkaFederation.Node.Hosting;

/// <summary>
/// What arrives on a socket is handled on the thread that found it readable, and not handed to a worker of the thread pool that
/// must first wake up: on the way of one proposal through three nodes that saves some twenty changes of thread, more than half
/// of all. Nothing of ours or of Kestrel's blocks on such a thread: TLS and framing run there, actors and requests do not.
/// </summary>
internal static class SocketThreads
{
    public const string Variable = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>Read by the runtime when the first socket is made, so it comes before everything else. Whoever set it keeps what is set.</summary>
    public static void HandleInPlace()
    {
        if (Environment.GetEnvironmentVariable(Variable) is null) Environment.SetEnvironmentVariable(Variable, "1");
    }
}
