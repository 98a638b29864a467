namespace AkkaFederation.Engine.Remote;

/// <summary>Bytes of <see cref="PeerCommand"/>s: one byte of kind, then the fields.</summary>
internal static class PeerCommandCodec
{
    private const byte Watch = 1;
    private const byte Unwatch = 2;
    private const byte Death = 3;
    private const byte Heartbeat = 4;
    private const byte Answer = 5;
    private const byte Numbered = 6;
    private const byte Acknowledge = 7;

    public static byte[] Encode(PeerCommand command)
    {
        using var buffer = new WireBuffer(256);
        Write(buffer, command);
        return buffer.Written.ToArray();
    }

    /// <summary>Null if the bytes are no command.</summary>
    public static PeerCommand? Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new WireReader(bytes);
        var command = Read(ref reader, nested: false);
        return reader.Failed || !reader.AtEnd ? null : command;
    }

    private static void Write(WireBuffer buffer, PeerCommand command)
    {
        switch (command)
        {
            case WatchCommand watch:
                WriteTexts(buffer, Watch, watch.Watchee, watch.Watcher);
                break;
            case UnwatchCommand unwatch:
                WriteTexts(buffer, Unwatch, unwatch.Watchee, unwatch.Watcher);
                break;
            case DeathCommand death:
                WriteTexts(buffer, Death, death.Watchee, death.Watcher);
                buffer.WriteByte(death.Existed ? (byte)1 : (byte)0);
                break;
            case HeartbeatCommand:
                buffer.WriteByte(Heartbeat);
                break;
            case HeartbeatAnswer answer:
                buffer.WriteByte(Answer);
                buffer.WriteInt64(answer.Uid);
                break;
            case NumberedCommand numbered:
                WriteNumbers(buffer, Numbered, numbered.Stream, numbered.Number);
                Write(buffer, numbered.Command);
                break;
            case Acknowledgement ack:
                WriteNumbers(buffer, Acknowledge, ack.Stream, ack.Number);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(command), command, "no such command");
        }
    }

    private static PeerCommand? Read(ref WireReader reader, bool nested)
    {
        switch (reader.ReadByte())
        {
            case Watch:
                return new WatchCommand(reader.ReadText(FrameFormat.MaximumText), reader.ReadText(FrameFormat.MaximumText));
            case Unwatch:
                return new UnwatchCommand(reader.ReadText(FrameFormat.MaximumText), reader.ReadText(FrameFormat.MaximumText));
            case Death:
                return new DeathCommand(
                    reader.ReadText(FrameFormat.MaximumText), reader.ReadText(FrameFormat.MaximumText), reader.ReadByte() == 1);
            case Heartbeat:
                return HeartbeatCommand.Instance;
            case Answer:
                return new HeartbeatAnswer(reader.ReadInt64());
            case Acknowledge:
                return new Acknowledgement(reader.ReadInt64(), reader.ReadInt64());
            case Numbered when !nested:
                var (stream, number) = (reader.ReadInt64(), reader.ReadInt64());
                return Read(ref reader, nested: true) is { } command ? new NumberedCommand(stream, number, command) : null;
            default:
                return null;
        }
    }

    private static void WriteTexts(WireBuffer buffer, byte kind, string first, string second)
    {
        buffer.WriteByte(kind);
        buffer.WriteText(first);
        buffer.WriteText(second);
    }

    private static void WriteNumbers(WireBuffer buffer, byte kind, long first, long second)
    {
        buffer.WriteByte(kind);
        buffer.WriteInt64(first);
        buffer.WriteInt64(second);
    }
}
