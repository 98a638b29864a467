namespace AkkaFederation.Identity;

/// <summary>Signs statements as one peer.</summary>
internal interface ISigner
{
    Did Id { get; }

    /// <summary>Signs the canonical bytes of a statement; the length is the scheme's.</summary>
    byte[] Sign(ReadOnlySpan<byte> statement);
}
