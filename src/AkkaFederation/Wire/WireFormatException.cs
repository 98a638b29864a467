namespace AkkaFederation.Wire;

/// <summary>The body of a message breaks a rule of its type: a count, a length, a DID, an order.</summary>
internal sealed class WireFormatException : Exception
{
    public WireFormatException(string message)
        : base(message)
    {
    }
}
