using AkkaFederation.Engine.Persistence;

namespace AkkaFederation.Engine.Simulation;

/// <summary>
/// The content of a file: what readers see, and what a crash leaves of it. Between the two lie the sectors of 512 bytes that
/// were written and not synced; each of them may or may not be on the disk. A failed sync leaves them in that doubt for
/// good: only writing them again and syncing helps, as on Linux, where the cache then takes them for clean.
/// Sectors of zeros take no memory.
/// </summary>
internal sealed class SimulatedContent
{
    public const int Sector = 512;
    private readonly Dictionary<long, byte[]> _seen = [];
    private readonly Dictionary<long, byte[]> _durable = [];
    private readonly SortedSet<long> _unsynced = [];
    private readonly SortedSet<long> _doubtful = [];
    private long _durableLength;

    public long Length { get; private set; }

    public int Read(long offset, Span<byte> buffer)
    {
        int count = (int)Math.Clamp(Length - offset, 0, buffer.Length);
        for (int done = 0; done < count;)
        {
            (long sector, int at, int piece) = Next(offset + done, count - done);
            Span<byte> to = buffer.Slice(done, piece);
            if (_seen.TryGetValue(sector, out byte[]? bytes))
                bytes.AsSpan(at, piece).CopyTo(to);
            else
                to.Clear();
            done += piece;
        }

        return count;
    }

    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        Length = Math.Max(Length, offset + bytes.Length);
        for (int done = 0; done < bytes.Length;)
        {
            (long sector, int at, int piece) = Next(offset + done, bytes.Length - done);
            byte[] changed = _seen.TryGetValue(sector, out byte[]? old) ? [.. old] : new byte[Sector];
            bytes.Slice(done, piece).CopyTo(changed.AsSpan(at));
            Put(_seen, sector, changed);
            _unsynced.Add(sector);
            _doubtful.Remove(sector);
            done += piece;
        }
    }

    public void SetLength(long length)
    {
        if (length < Length)
        {
            foreach (long sector in _seen.Keys.Where(s => s * Sector >= length).Order().ToArray())
            {
                _seen.Remove(sector);
                _unsynced.Add(sector);
            }
        }

        Length = length;
    }

    public void Sync()
    {
        foreach (long sector in _unsynced)
            Keep(sector);
        _unsynced.Clear();
        _durableLength = Length;
    }

    public void SyncFailed()
    {
        _doubtful.UnionWith(_unsynced);
        _unsynced.Clear();
    }

    /// <summary>Each sector in doubt is on the disk or is not; what is not is gone.</summary>
    public void Crash(Func<long, bool> lands)
    {
        _unsynced.UnionWith(_doubtful);
        foreach (long sector in _unsynced)
        {
            if (lands(sector))
                Keep(sector);
            else
                Put(_seen, sector, _durable.GetValueOrDefault(sector));
        }

        _unsynced.Clear();
        _doubtful.Clear();
        Length = _durableLength;
    }

    private static (long Sector, int At, int Piece) Next(long offset, int left)
    {
        int at = (int)(offset % Sector);
        return (offset / Sector, at, Math.Min(Sector - at, left));
    }

    private static void Put(Dictionary<long, byte[]> sectors, long sector, byte[]? bytes)
    {
        if (bytes is null || !bytes.AsSpan().ContainsAnyExcept((byte)0))
            sectors.Remove(sector);
        else
            sectors[sector] = bytes;
    }

    private void Keep(long sector) => Put(_durable, sector, _seen.GetValueOrDefault(sector));
}

/// <summary>A simulated file that is open.</summary>
internal sealed class SimulatedFile(SimulatedFileSystem files, string path, SimulatedContent content) : IFile
{
    public long Length => content.Length;

    public int Read(long offset, Span<byte> buffer)
    {
        files.Check(path, FileStep.Read);
        return content.Read(offset, buffer);
    }

    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        files.Check(path, offset + bytes.Length > content.Length ? FileStep.Grow : FileStep.Write);
        content.Write(offset, bytes);
    }

    public void Allocate(long length)
    {
        files.Check(path, FileStep.Grow);
        content.SetLength(Math.Max(content.Length, length));
    }

    public void SetLength(long length)
    {
        files.Check(path, FileStep.Grow);
        content.SetLength(length);
    }

    public void Sync()
    {
        try
        {
            files.Check(path, FileStep.Sync);
        }
        catch (IOException)
        {
            content.SyncFailed();
            throw;
        }

        if (!files.Lying)
            content.Sync();
    }

    public void Dispose()
    {
        // What is open is forgotten with its owner.
    }
}
