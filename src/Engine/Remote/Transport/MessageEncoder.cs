using System.Runtime.CompilerServices;

namespace AkkaFederation.Engine.Remote;

/// <summary>
/// Writes messages into frames for one connection (format: <see cref="FrameFormat"/>). Texts are interned in
/// direct-mapped tables keyed by reference: a hit costs one comparison, a collision costs the text's bytes again, and a
/// stream of short-lived senders (asks) cannot make the tables grow.
/// </summary>
internal sealed class MessageEncoder(WireBuffer output, int maximumFrame)
{
    private const int HeaderBound = 40;

    private readonly object?[] _recipients = new object?[FrameFormat.PathSlots];
    private readonly object?[] _senders = new object?[FrameFormat.PathSlots];
    private readonly object?[] _manifests = new object?[FrameFormat.ManifestSlots];
    private int _frameStart = -1;

    /// <summary>Appends a message, opening and closing frames as needed. False if no frame could ever hold it.</summary>
    public bool TryAppend(ITransportEvents events, in SerializedPayload payload, object recipient, object? sender)
    {
        var bound = HeaderBound + payload.Bytes.Length + (3 * FrameFormat.MaximumText);
        if (bound > maximumFrame) bound = HeaderBound + payload.Bytes.Length + ExactTexts(events, payload.Manifest, recipient, sender);
        if (bound > maximumFrame) return false;
        if (_frameStart >= 0 && output.Length - _frameStart + bound > maximumFrame) CloseFrame();
        if (_frameStart < 0) OpenFrame();

        var start = output.Length;
        var written = WriteRecipient(events, recipient) && WriteSender(events, sender);
        output.WriteVarint((uint)((payload.SerializerId << 1) ^ (payload.SerializerId >> 31)));
        if (written && WriteManifest(payload.Manifest))
        {
            output.WriteVarint((uint)payload.Bytes.Length);
            output.WriteBytes(payload.Bytes);
            return true;
        }

        output.Truncate(start);
        Forget(recipient, sender, payload.Manifest);
        return false;
    }

    public void CloseFrame()
    {
        if (_frameStart < 0) return;
        output.PatchUInt32(_frameStart, (uint)(output.Length - _frameStart - FrameFormat.LengthBytes));
        _frameStart = -1;
    }

    private void OpenFrame()
    {
        _frameStart = output.Length;
        output.WriteUInt32(0);
        output.WriteByte(FrameFormat.Messages);
    }

    private bool WriteSender(ITransportEvents events, object? sender)
    {
        if (sender is not null) return WriteSlot(_senders, sender) || WriteText(events.SenderPath(sender));
        output.WriteVarint(0);
        return true;
    }

    private bool WriteRecipient(ITransportEvents events, object recipient) =>
        WriteSlot(_recipients, recipient) || WriteText(events.RecipientPath(recipient));

    /// <summary>True if the other side knows what the slot holds; otherwise its text must follow.</summary>
    private bool WriteSlot(object?[] table, object key)
    {
        var slot = Slot(key, table.Length);
        var known = ReferenceEquals(table[slot], key);
        output.WriteVarint((uint)((slot << 1) + (known ? 1 : 2)));
        table[slot] = key;
        return known;
    }

    private bool WriteManifest(string manifest)
    {
        if (manifest.Length == 0)
        {
            output.WriteVarint(0);
            return true;
        }

        // Manifests are constants nearly always, so the reference identifies them; a copy merely costs another slot.
        return WriteSlot(_manifests, manifest) || WriteText(manifest);
    }

    private bool WriteText(string text)
    {
        var before = output.Length;
        output.WriteText(text);
        return output.Length - before <= FrameFormat.MaximumText;
    }

    /// <summary>A message that was taken back may have defined slots; the other side never saw them.</summary>
    private void Forget(object recipient, object? sender, string manifest)
    {
        _recipients[Slot(recipient, FrameFormat.PathSlots)] = null;
        if (sender is not null) _senders[Slot(sender, FrameFormat.PathSlots)] = null;
        if (manifest.Length > 0) _manifests[Slot(manifest, FrameFormat.ManifestSlots)] = null;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Slot(object key, int slots)
    {
        var hash = (uint)RuntimeHelpers.GetHashCode(key) * 2654435769u;
        return (int)(hash >> 16) & (slots - 1);
    }

    private static int ExactTexts(ITransportEvents events, string manifest, object recipient, object? sender) =>
        (3 * manifest.Length) + (3 * events.RecipientPath(recipient).Length) + (sender is null ? 0 : 3 * events.SenderPath(sender).Length);
}
