namespace AkkaFederation.Gateway;

/// <summary>A seed did not serve its peers; the message is one line without line ends.</summary>
internal sealed class PeerListException : Exception
{
    public PeerListException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
