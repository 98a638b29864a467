namespace AkkaFederation.Engine.Remote;

/// <summary>Reason codes under which the transport counts what it refuses; policies add their own.</summary>
internal static class RefusalReasons
{
    public const string Plaintext = "plaintext";
    public const string TlsVersion = "tls-version";
    public const string NoClientCertificate = "no-client-certificate";
    public const string HandshakeFailed = "handshake-failed";
    public const string HandshakeTimeout = "handshake-timeout";
    public const string HandshakeEvicted = "handshake-evicted";
    public const string HandshakeAborted = "handshake-aborted";
    public const string ForeignEngine = "foreign-engine";
    public const string ProtocolVersion = "protocol-version";
    public const string BadHello = "bad-hello";
    public const string WrongAddress = "wrong-address";
    public const string PolicyError = "policy-error";
    public const string FrameTooLong = "frame-too-long";
    public const string BadFrame = "bad-frame";
    public const string CutFrame = "cut-frame";
    public const string UnknownSerializer = "unknown-serializer";
    public const string UnknownManifest = "unknown-manifest";
    public const string BadPayload = "bad-payload";
    public const string UntrustedMessage = "untrusted-message";
    public const string RelayedSender = "relayed-sender";
    public const string InternalError = "internal-error";
    public const string RefusedByPeer = "refused-by-peer";

    /// <summary>Key in <see cref="Exception.Data"/> of a <see cref="System.Runtime.Serialization.SerializationException"/> under which its serializer leaves a reason code.</summary>
    public const string DataKey = "akkafederation.refusal";
}
