namespace AkkaFederation.Engine.Remote;

/// <summary>
/// The bytes between two systems, after TLS 1.3. Frame: u32 length (big-endian) of type and body | u8 type | body.
/// <list type="bullet">
/// <item>1 hello (dialler, first frame): magic, version, engine name, uid, claimed address, lane.</item>
/// <item>2 welcome (listener's answer): magic, version, engine name, uid.</item>
/// <item>3 refusal (listener's answer instead): reason code.</item>
/// <item>4 messages: one after the other until the end of the frame; no count to trust.</item>
/// <item>5 farewell: the dialler has sent everything.</item>
/// </list>
/// Message: recipient | sender | serializer id (varint, zigzag) | manifest | payload length (varint) | payload.
/// Recipient, sender and manifest are varints v: 0 = none; otherwise table slot (v − 1) / 2, and if (v − 1) is odd the
/// text follows (varint length, UTF-8) and replaces what the slot held. The dialler alone decides which slot holds what,
/// so both tables are of fixed size, and a reconnect starts with empty ones.
/// A connection carries messages in one direction, from dialler to listener; the way back has a connection of its own,
/// which the other side dials, so that the address of whoever receives is always one that was dialled and authenticated.
/// </summary>
internal static class FrameFormat
{
    public const int LengthBytes = 4;
    public const int ProtocolVersion = 1;
    public const string EngineName = "AkkaFederation.Standalone";
    public const uint Magic = 0x414B4652; // "AKFR"

    /// <summary>Limit of every frame before the connection is authenticated.</summary>
    public const int MaximumHelloFrame = 4096;

    public const int MaximumText = 2048;
    public const int MaximumName = 255;
    public const int PathSlots = 1024;
    public const int ManifestSlots = 256;

    public const byte Hello = 1;
    public const byte Welcome = 2;
    public const byte Refusal = 3;
    public const byte Messages = 4;
    public const byte Farewell = 5;
}
