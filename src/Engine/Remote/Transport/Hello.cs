using Akka.Actor;

namespace AkkaFederation.Engine.Remote;

/// <summary>First frame of a dialler: who it claims to be. The certificate decides whether that is believed.</summary>
internal sealed record Hello(int Version, string Engine, long Uid, Address Claimed, Lane Lane)
{
    public void WriteTo(WireBuffer buffer)
    {
        var start = Begin(buffer, FrameFormat.Hello);
        buffer.WriteUInt32(FrameFormat.Magic);
        buffer.WriteVarint((uint)Version);
        buffer.WriteText(Engine);
        buffer.WriteInt64(Uid);
        buffer.WriteText(Claimed.Protocol);
        buffer.WriteText(Claimed.System);
        buffer.WriteText(Claimed.Host ?? "");
        buffer.WriteVarint((uint)(Claimed.Port ?? 0));
        buffer.WriteByte((byte)Lane);
        End(buffer, start);
    }

    /// <summary>Null and a reason code if the frame is not a hello of this engine and version.</summary>
    public static Hello? TryRead(byte type, ReadOnlySpan<byte> body, out string reason)
    {
        if (!TryOpen(type, FrameFormat.Hello, body, out var reader, out var version, out var engine, out reason)) return null;
        var uid = reader.ReadInt64();
        var protocol = reader.ReadText(FrameFormat.MaximumName);
        var system = reader.ReadText(FrameFormat.MaximumName);
        var host = reader.ReadText(FrameFormat.MaximumName);
        var port = reader.ReadVarint();
        var lane = reader.ReadByte();
        var valid = !reader.Failed && IsName(protocol) && IsName(system) && IsName(host)
            && port is > 0 and <= ushort.MaxValue && lane <= (byte)Lane.Control;
        if (valid) return new Hello(version, engine, uid, new Address(protocol, system, host, (int)port), (Lane)lane);
        reason = RefusalReasons.BadHello;
        return null;
    }

    public static void WriteWelcome(WireBuffer buffer, long uid)
    {
        var start = Begin(buffer, FrameFormat.Welcome);
        buffer.WriteUInt32(FrameFormat.Magic);
        buffer.WriteVarint(FrameFormat.ProtocolVersion);
        buffer.WriteText(FrameFormat.EngineName);
        buffer.WriteInt64(uid);
        End(buffer, start);
    }

    public static void WriteRefusal(WireBuffer buffer, string reason)
    {
        var start = Begin(buffer, FrameFormat.Refusal);
        buffer.WriteText(reason);
        End(buffer, start);
    }

    public static void WriteFarewell(WireBuffer buffer) => End(buffer, Begin(buffer, FrameFormat.Farewell));

    /// <summary>The listener's uid, or null with the reason for which it refused or cannot be understood.</summary>
    public static long? TryReadAnswer(byte type, ReadOnlySpan<byte> body, out string reason)
    {
        if (type == FrameFormat.Refusal)
        {
            var refusal = new WireReader(body);
            var code = refusal.ReadText(FrameFormat.MaximumName);
            reason = refusal.Failed ? RefusalReasons.BadHello : code;
            return null;
        }

        if (!TryOpen(type, FrameFormat.Welcome, body, out var reader, out _, out _, out reason)) return null;
        var uid = reader.ReadInt64();
        if (!reader.Failed) return uid;
        reason = RefusalReasons.BadHello;
        return null;
    }

    private static bool TryOpen(
        byte type, byte expected, ReadOnlySpan<byte> body, out WireReader reader, out int version, out string engine, out string reason)
    {
        reader = new WireReader(body);
        version = 0;
        engine = "";
        reason = RefusalReasons.BadHello;
        if (type != expected) return false;
        if (!reader.ReadBytes(4).SequenceEqual("AKFR"u8)) return false;
        version = (int)reader.ReadVarint();
        engine = reader.ReadText(FrameFormat.MaximumName);
        if (reader.Failed) return false;
        reason = engine != FrameFormat.EngineName ? RefusalReasons.ForeignEngine : RefusalReasons.ProtocolVersion;
        return engine == FrameFormat.EngineName && version == FrameFormat.ProtocolVersion;
    }

    private static bool IsName(string text)
    {
        foreach (var c in text)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.' or ':' or '[' or ']')) return false;
        return text.Length > 0;
    }

    private static int Begin(WireBuffer buffer, byte type)
    {
        var start = buffer.Length;
        buffer.WriteUInt32(0);
        buffer.WriteByte(type);
        return start;
    }

    private static void End(WireBuffer buffer, int start) =>
        buffer.PatchUInt32(start, (uint)(buffer.Length - start - FrameFormat.LengthBytes));
}
