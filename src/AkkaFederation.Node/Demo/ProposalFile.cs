using System.Text.Json;
using AkkaFederation.Node.Cli;

namespace AkkaFederation.Node.Demo;

/// <summary>
/// The proposals of a demonstration: one a line, taken byte for byte. A line that is a JSON object is a record, any other
/// an opaque text; the federation orders both alike. Everything is bounded before it is read.
/// </summary>
internal sealed record ProposalFile(string Name, IReadOnlyList<byte[]> Payloads, int Records)
{
    public const int MaxLineBytes = 64 * 1024;
    public const int MaxLines = 100_000;
    public const int MaxBytes = 64 * 1024 * 1024;

    public int Texts => Payloads.Count - Records;

    /// <summary>The samples that ship with the program.</summary>
    public static ProposalFile Samples()
    {
        var names = typeof(ProposalFile).Assembly.GetManifestResourceNames().Where(n => n.StartsWith("samples/", StringComparison.Ordinal));
        var reader = new Reader("samples/data");
        foreach (var name in names.Order(StringComparer.Ordinal))
        {
            using var stream = typeof(ProposalFile).Assembly.GetManifestResourceStream(name)!;
            reader.Read(stream);
        }
        return reader.Finish();
    }

    /// <exception cref="FedException">Nothing in it, or a line or the whole is too long.</exception>
    public static ProposalFile Read(Stream stream, string name)
    {
        var reader = new Reader(name);
        reader.Read(stream);
        return reader.Finish();
    }

    private sealed class Reader(string name)
    {
        private readonly List<byte[]> _payloads = [];
        private readonly MemoryStream _line = new();
        private long _bytes;
        private int _number;
        private int _records;

        public void Read(Stream stream)
        {
            var buffer = new byte[32 * 1024];
            for (int count; (count = stream.Read(buffer)) > 0;)
            {
                if ((_bytes += count) > MaxBytes)
                    throw FedException.Input($"{name}: more than {MaxBytes / 1024 / 1024} MiB; the demonstration takes no more, give it a part.");
                Split(buffer.AsSpan(0, count));
            }
            EndLine();
        }

        public ProposalFile Finish() => _payloads.Count > 0
            ? new ProposalFile(name, _payloads, _records)
            : throw FedException.Input($"{name}: holds no proposal; write one a line.");

        private void Split(ReadOnlySpan<byte> bytes)
        {
            for (int end; (end = bytes.IndexOf((byte)'\n')) >= 0; bytes = bytes[(end + 1)..])
            {
                Append(bytes[..end]);
                EndLine();
            }
            Append(bytes);
        }

        private void Append(ReadOnlySpan<byte> bytes)
        {
            if (_line.Length + bytes.Length > MaxLineBytes)
                throw FedException.Input($"{name}:{_number + 1}: the line is longer than {MaxLineBytes} bytes; a proposal holds no more.");
            _line.Write(bytes);
        }

        private void EndLine()
        {
            _number++;
            var line = _line.GetBuffer().AsSpan(0, (int)_line.Length).TrimEnd("\r \t"u8);
            if (line.Length > 0)
            {
                if (_payloads.Count == MaxLines)
                    throw FedException.Input($"{name}:{_number}: more than {MaxLines} proposals; the demonstration takes no more, give it a part.");
                _payloads.Add(line.ToArray());
                _records += IsRecord(line) ? 1 : 0;
            }
            _line.SetLength(0);
        }

        private static bool IsRecord(ReadOnlySpan<byte> line)
        {
            var json = new Utf8JsonReader(line);
            try
            {
                return json.Read() && json.TokenType == JsonTokenType.StartObject && json.TrySkip() && !json.Read();
            }
            catch (JsonException)
            {
                return false;
            }
        }
    }
}
