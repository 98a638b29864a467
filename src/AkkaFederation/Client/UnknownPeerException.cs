namespace AkkaFederation;

/// <summary>The node that was asked knows no such peer, or several that fit; the message says which.</summary>
public sealed class UnknownPeerException : Exception
{
    /// <summary>With a line for people.</summary>
    public UnknownPeerException(string message)
        : base(message)
    {
    }
}
