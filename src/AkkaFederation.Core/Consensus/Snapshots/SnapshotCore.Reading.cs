namespace AkkaFederation.Consensus;

// Reading the snapshot with which a start begins: some chunks at a time, each checked.
internal sealed partial class SnapshotCore
{
    private ReadOnlyMemory<byte>[]? _read;
    private int _readAsked;
    private int _readDone;

    /// <summary>Reads the snapshot of a record and makes it the one in force; reported with <see cref="SnapshotEffect.Restored"/>.</summary>
    public void Read(SnapshotRecord record)
    {
        Adopt(record);
        _read = new ReadOnlyMemory<byte>[record.Manifest.Chunks];
        (_readAsked, _readDone) = (0, 0);
        if (_read.Length == 0) FinishRead();
        else ReadMore();
    }

    /// <summary>A chunk was read; null: it is not there, or cannot be read.</summary>
    public void Loaded(int slot, int number, ReadOnlyMemory<byte>? bytes)
    {
        if (_loading.Count > 0) OnLoadedForPeer(slot, number, bytes);
        if (_read is null || slot != _current!.Slot || number >= _readAsked || !_read[number].IsEmpty) return;
        if (bytes is not { } found || !_current.Manifest.Fits(number, found.Span))
        {
            _read = null;
            Effects.Add(new SnapshotEffect.Damaged($"chunk {number} of the snapshot of entry {_current.Mark} is {(bytes is null ? "missing" : "damaged")}"));
            return;
        }

        _read[number] = found;
        if (++_readDone == _read.Length) FinishRead();
        else ReadMore();
    }

    private void ReadMore()
    {
        while (_readAsked < _read!.Length && _readAsked - _readDone < 2 * options.Window)
            Effects.Add(new SnapshotEffect.Load(_current!.Slot, _readAsked++));
    }

    private void FinishRead()
    {
        var parts = _current!.Manifest.Split(_read!);
        _read = null;
        Effects.Add(new SnapshotEffect.Restored(_current, parts));
    }
}
