using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace AkkaFederation.Engine.Simulation;

/// <summary>
/// Hash over all that happened, a line for each event: time in ticks, process, what. Two runs of one seed have the same
/// hash, whatever the process, the machine and the build.
/// </summary>
internal sealed class SimulationTrace
{
    private const int Flush = 1 << 16;
    private const int LongestLine = 1024;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _buffer = new byte[Flush + LongestLine];
    private int _length;

    public long Lines { get; private set; }

    /// <summary>What of the messages is left out; null for nothing.</summary>
    public TraceMask? Mask { get; set; }

    /// <summary>An actor had its turn.</summary>
    public void Turn(long now, string process, string actor, long uid)
    {
        Begin(now, 't', process);
        Text(actor);
        Number(uid);
        End();
    }

    /// <summary>A message arrived. All of its bytes count that are not masked.</summary>
    public void Delivery(long now, string from, string to, string recipient, string manifest, ReadOnlySpan<byte> payload)
    {
        Begin(now, 'm', to);
        Text(from);
        Text(recipient);
        Text(manifest);
        Number(payload.Length);
        End();
        if (Mask is not null) payload = Mask.Apply(payload);
        if (payload.Length > _buffer.Length - _length) Write();
        if (payload.Length > _buffer.Length)
        {
            _hash.AppendData(payload);
            return;
        }

        payload.CopyTo(_buffer.AsSpan(_length));
        _length += payload.Length;
    }

    /// <summary>Anything else: a fault, a write that is durable, a connection.</summary>
    public void Note(TimeSpan now, string process, string what, long number = 0)
    {
        Begin(now.Ticks, 'n', process);
        Text(what);
        Number(number);
        End();
    }

    /// <summary>Hash of all lines so far, 64 hexadecimal digits.</summary>
    public string Hash()
    {
        Write();
        return Convert.ToHexStringLower(_hash.GetCurrentHash());
    }

    private void Begin(long now, char kind, string process)
    {
        if (_length >= Flush) Write();
        Lines++;
        Number(now);
        _buffer[_length++] = (byte)kind;
        Text(process);
    }

    private void End() => _buffer[_length++] = (byte)'\n';

    private void Text(string text)
    {
        // A line has at most four texts.
        var taken = text.Length > 200 ? text.AsSpan(0, 200) : text;
        if (!Encoding.UTF8.TryGetBytes(taken, _buffer.AsSpan(_length), out var written))
            throw new InvalidOperationException($"'{text}' does not fit into a line of the trace.");
        _length += written;
        _buffer[_length++] = (byte)' ';
    }

    private void Number(long number)
    {
        Utf8Formatter.TryFormat(number, _buffer.AsSpan(_length), out var written);
        _length += written;
        _buffer[_length++] = (byte)' ';
    }

    private void Write()
    {
        _hash.AppendData(_buffer.AsSpan(0, _length));
        _length = 0;
    }
}
