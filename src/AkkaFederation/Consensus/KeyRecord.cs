using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Akka.Actor;

namespace AkkaFederation.Consensus;

/// <summary>
/// What a key has bound itself to in a federation, in a file beside the key: the newest term in which it may have voted or
/// signed, and how many entries it held that were committed. A database that says less is a restored back-up or a new one: the
/// key must not vote on it (E22). Two places of 512 bytes are written by turns, so that a torn write leaves the other.
/// </summary>
internal sealed class KeyRecord
{
    private const int Place = 512;
    private readonly string _path;
    private long _number;

    private KeyRecord(string path) => _path = path;

    public ulong Term { get; private set; }

    public ulong Size { get; private set; }

    public string Path => _path;

    /// <summary>The file of a key in a federation; the federation's name is hashed, as it may hold anything.</summary>
    public static string PathOf(string keyPath, string clusterId) =>
        $"{keyPath}.voted-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(clusterId)).AsSpan(0, 4))}";

    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor may it be.</exception>
    public static KeyRecord Open(string path)
    {
        var record = new KeyRecord(path);
        if (!File.Exists(path)) return record;
        var bytes = File.ReadAllBytes(path);
        for (var at = 0; at + Place <= bytes.Length; at += Place) record.Read(bytes.AsSpan(at, Place));
        return record;
    }

    /// <summary>Makes a newer mark durable; neither figure ever goes back.</summary>
    public void Write(ulong term, ulong size)
    {
        (Term, Size) = (Math.Max(Term, term), Math.Max(Size, size));
        var line = string.Create(CultureInfo.InvariantCulture, $"{++_number} {Term} {Size} ");
        var bytes = new byte[Place];
        bytes.AsSpan().Fill((byte)' ');
        Encoding.ASCII.GetBytes(line + CheckOf(line), bytes);
        bytes[^1] = (byte)'\n';
        using var file = new FileStream(_path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        file.Position = _number % 2 * Place;
        file.Write(bytes);
        file.Flush(flushToDisk: true);
    }

    private void Read(ReadOnlySpan<byte> place)
    {
        var fields = Encoding.ASCII.GetString(place).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 4 || fields[3].TrimEnd('\n') != CheckOf($"{fields[0]} {fields[1]} {fields[2]} ")) return;
        if (!long.TryParse(fields[0], CultureInfo.InvariantCulture, out var number) || number <= _number) return;
        if (!ulong.TryParse(fields[1], CultureInfo.InvariantCulture, out var term) || !ulong.TryParse(fields[2], CultureInfo.InvariantCulture, out var size)) return;
        (_number, Term, Size) = (number, term, size);
    }

    private static string CheckOf(string line) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(line)).AsSpan(0, 16));
}

/// <summary>Writes the record of a key beside the log's work.</summary>
internal sealed class KeyRecordActor : ReceiveActor
{
    public const string Name = "key-record";

    public KeyRecordActor(KeyRecord record) => Receive<Remember>(m =>
    {
        try
        {
            record.Write(m.Term, m.Size);
            Sender.Tell(new Remembered(m.Term));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Sender.Tell(new Failed(record.Path, e));
        }
    });

    public static Props Props(KeyRecord record) => Akka.Actor.Props.Create(() => new KeyRecordActor(record));

    public sealed record Remember(ulong Term, ulong Size);

    public sealed record Remembered(ulong Term);

    public sealed record Failed(string Path, Exception Cause);
}
