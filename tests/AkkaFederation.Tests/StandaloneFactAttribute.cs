namespace AkkaFederation.Tests;

/// <summary>A fact about what the standalone engine alone can do (docs/engines.md): skipped, with the reason, on the other.</summary>
public sealed class StandaloneFactAttribute : FactAttribute
{
    public const string PeerIdentity = "Akka.NET cannot tell who sent a message: a node does not start on it.";
    public const string VirtualClock = "The clocks of Akka.NET's TestScheduler do not move with its time.";

#if ENGINE_AKKANET
    private const bool Standalone = false;
#else
    private const bool Standalone = true;
#endif

    public StandaloneFactAttribute(string reason) => Skip = Standalone ? null : reason;
}
