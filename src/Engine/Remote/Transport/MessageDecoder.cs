namespace AkkaFederation.Engine.Remote;

/// <summary>Reads message frames of one connection: the counterpart of <see cref="MessageEncoder"/>.</summary>
internal sealed class MessageDecoder(ITransportEvents events, InboundPeer peer)
{
    private readonly WirePath?[] _recipients = new WirePath?[FrameFormat.PathSlots];
    private readonly WirePath?[] _senders = new WirePath?[FrameFormat.PathSlots];
    private readonly string?[] _manifests = new string?[FrameFormat.ManifestSlots];

    public long Delivered { get; private set; }

    /// <summary>Delivers every message of a frame's body; null, or the reason to drop the connection.</summary>
    public string? Decode(ReadOnlySpan<byte> body)
    {
        var reader = new WireReader(body);
        while (!reader.AtEnd)
        {
            var recipient = ReadPath(ref reader, _recipients);
            var sender = ReadPath(ref reader, _senders);
            var id = reader.ReadVarint();
            var manifest = ReadManifest(ref reader);
            var payload = reader.ReadBytes(reader.ReadVarint());
            if (reader.Failed || recipient is null) return RefusalReasons.BadFrame;

            var serializerId = (int)(id >> 1) ^ -(int)(id & 1);
            if (events.Deliver(peer, recipient, sender, serializerId, manifest, payload) is { } reason) return reason;
            Delivered++;
        }

        return null;
    }

    private static WirePath? ReadPath(ref WireReader reader, WirePath?[] table)
    {
        var value = reader.ReadVarint();
        if (value == 0) return null;
        if (!TrySlot(ref reader, value, table.Length, out var slot)) return null;
        if ((value & 1) == 0) table[slot] = new WirePath(reader.ReadText(FrameFormat.MaximumText));
        return table[slot] ?? Missing<WirePath>(ref reader);
    }

    private string ReadManifest(ref WireReader reader)
    {
        var value = reader.ReadVarint();
        if (value == 0) return "";
        if (!TrySlot(ref reader, value, _manifests.Length, out var slot)) return "";
        if ((value & 1) == 0) _manifests[slot] = reader.ReadText(FrameFormat.MaximumText);
        return _manifests[slot] ?? Missing<string>(ref reader) ?? "";
    }

    private static bool TrySlot(ref WireReader reader, uint value, int slots, out int slot)
    {
        slot = (int)((value - 1) >> 1);
        if (slot < slots) return true;
        reader.Fail();
        return false;
    }

    private static T? Missing<T>(ref WireReader reader) where T : class
    {
        reader.Fail();
        return null;
    }
}
