using System.Buffers.Binary;

namespace AkkaFederation.Engine.Simulation;

/// <summary>
/// Finds again, in what goes over the wire, byte strings of one length that no two runs share (real signatures), and blanks
/// them. They are known by their first eight bytes: others that begin like one of them are as rare as a broken cipher.
/// </summary>
internal sealed class TraceMask(int length)
{
    private readonly HashSet<ulong> _known = [];
    private byte[] _copy = new byte[1024];

    public void Add(ReadOnlySpan<byte> secret) => _known.Add(BinaryPrimitives.ReadUInt64LittleEndian(secret));

    /// <summary>The payload without them; valid until the next call.</summary>
    public ReadOnlySpan<byte> Apply(ReadOnlySpan<byte> payload)
    {
        if (_copy.Length < payload.Length) _copy = new byte[payload.Length * 2];
        var copy = _copy.AsSpan(0, payload.Length);
        payload.CopyTo(copy);
        for (var at = 0; at + length <= payload.Length; at++)
        {
            if (!_known.Contains(BinaryPrimitives.ReadUInt64LittleEndian(payload[at..]))) continue;
            copy.Slice(at, length).Clear();
            at += length - 1;
        }

        return copy;
    }
}
