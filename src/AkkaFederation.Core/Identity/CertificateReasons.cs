namespace AkkaFederation.Identity;

/// <summary>Why a certificate was refused, as codes that are counted and logged.</summary>
internal static class CertificateReasons
{
    public const string NotP256 = "key-not-p256";
    public const string NoUriSan = "no-uri-san";
    public const string ManyUriSans = "many-uri-sans";
    public const string BadSan = "bad-san";
    public const string DidMismatch = "did-mismatch";
    public const string ForeignCa = "foreign-ca";
    public const string Expired = "expired";
    public const string NotYetValid = "not-yet-valid";
    public const string WrongRole = "wrong-eku";
    public const string IsAuthority = "ca-certificate";

    /// <summary>Policy <c>pinned</c>: the DID is not on the list.</summary>
    public const string NotPinned = "not-pinned";

    /// <summary>The DID, or this certificate, is on a revocation list.</summary>
    public const string Revoked = "revoked";

    /// <summary>Policy <c>tofu</c>: another key was met at this address before.</summary>
    public const string KeyChanged = "key-changed";

    /// <summary>Policy <c>tofu</c>: no room to remember another address.</summary>
    public const string TooManyKnown = "too-many-known-peers";
}
