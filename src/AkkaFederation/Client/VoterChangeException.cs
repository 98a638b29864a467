namespace AkkaFederation;

/// <summary>A change of voters was not made, or nobody can say whether it was. The message says why and what to do.</summary>
public sealed class VoterChangeException : Exception
{
    /// <summary>Makes the error.</summary>
    public VoterChangeException(string message, bool isUnsure)
        : base(message) => IsUnsure = isUnsure;

    /// <summary>Whether the change may have been made all the same: ask who votes.</summary>
    public bool IsUnsure { get; }
}
