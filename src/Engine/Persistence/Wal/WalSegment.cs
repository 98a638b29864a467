namespace AkkaFederation.Engine.Persistence;

/// <summary>An open segment. Its file is closed when the journal and the last reader have let go of it.</summary>
internal sealed class WalSegment
{
    private readonly Lock _gate = new();
    private int _holders = 1;

    public WalSegment(string path, IFile file, WalSegmentHeader header)
    {
        Path = path;
        File = file;
        Header = header;
        Seed = WalBlock.Seed(header.Salt, header.Number);
        Blocks = (uint)(header.Size / WalBlock.Size);
    }

    public string Path { get; }

    public IFile File { get; }

    public WalSegmentHeader Header { get; }

    public ulong Number => Header.Number;

    public uint Seed { get; }

    /// <summary>How many there are, the header counted.</summary>
    public uint Blocks { get; }

    /// <summary>Whether somebody may use the file until <see cref="Release"/>.</summary>
    public bool TryHold()
    {
        lock (_gate)
        {
            if (_holders == 0)
                return false;
            _holders++;
            return true;
        }
    }

    public void Release()
    {
        lock (_gate)
        {
            if (--_holders > 0)
                return;
        }

        File.Dispose();
    }
}
