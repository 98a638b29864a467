using Microsoft.Win32.SafeHandles;

namespace AkkaFederation.Engine.Persistence;

/// <summary>A file of the machine.</summary>
internal sealed class DiskFile(SafeFileHandle handle) : IFile
{
    public long Length => RandomAccess.GetLength(handle);

    public int Read(long offset, Span<byte> buffer)
    {
        int read = 0;
        while (read < buffer.Length)
        {
            int more = RandomAccess.Read(handle, buffer[read..], offset + read);
            if (more == 0)
                break;
            read += more;
        }

        return read;
    }

    public void Write(long offset, ReadOnlySpan<byte> bytes) => RandomAccess.Write(handle, bytes, offset);

    public void Allocate(long length) => UnixCalls.Allocate(handle, length);

    public void SetLength(long length) => RandomAccess.SetLength(handle, length);

    public void Sync() => UnixCalls.SyncData(handle);

    public void Dispose() => handle.Dispose();
}
