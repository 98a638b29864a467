using System.Collections.Immutable;
using System.Net;

namespace AkkaFederation.Discovery;

/// <summary>What a multicast DNS core may be told.</summary>
internal abstract record MdnsInput
{
    /// <summary>The links that work now; instead of all from before.</summary>
    public sealed record LinksChanged(ImmutableArray<MdnsLink> Links) : MdnsInput;

    /// <summary>A datagram came in.</summary>
    public sealed record Received(LinkId Link, IPEndPoint From, bool Multicast, ReadOnlyMemory<byte> Packet) : MdnsInput;

    /// <summary>The time of the alarm has come.</summary>
    public sealed record Tick : MdnsInput;

    /// <summary>Ask as at a start: somebody wants to know anew.</summary>
    public sealed record BrowseAgain : MdnsInput;

    /// <summary>Take everything back that was offered.</summary>
    public sealed record Leave : MdnsInput;
}
