using AkkaFederation.Engine.Persistence;
using AkkaFederation.Engine.Simulation;

namespace Engine.Tests.Persistence.Wal;

/// <summary>A journal on a simulated file system, carried out on the caller's thread: every step can be counted and broken.</summary>
internal sealed class WalRig
{
    public const string Folder = "/sim/journal";

    private byte _salt;

    public SimulatedFileSystem Files { get; } = new();

    public int SegmentSize { get; init; } = WalOptions.SmallestSegment;

    /// <summary>Salts 1, 1, 1…, 2, 2, 2…: known, and different for every segment.</summary>
    public WalOptions Options => new()
    {
        Folder = Folder,
        SegmentSize = SegmentSize,
        MoveBytes = 2048,
        Randomness = bytes => Array.Fill(bytes, ++_salt),
    };

    public WalEventStore Open() => WalEventStore.Open(Options, Files, make => Task.FromResult(make()), committer => new InlineDriver(committer));

    public string PathOf(ulong segment) => $"{Folder}/{WalFolder.NameOf(segment, WalFolder.SegmentSuffix)}";

    public byte[] Content(string path)
    {
        using IFile file = Files.Open(path);
        byte[] bytes = new byte[file.Length];
        Assert.Equal(bytes.Length, file.Read(0, bytes));
        return bytes;
    }

    public void Overwrite(string path, long offset, params byte[] bytes)
    {
        using IFile file = Files.Open(path);
        file.Write(offset, bytes);
        file.Sync();
    }

    /// <summary>Each request is a group of its own, done when it is submitted.</summary>
    private sealed class InlineDriver(WalCommitter committer) : IWalDriver
    {
        private bool _ended;

        public void Submit(WalRequest request)
        {
            if (_ended)
            {
                request.Error = WalErrors.Closed(Folder);
                request.Finish(committer);
                return;
            }

            committer.Write([request]);
            committer.Finish([request]);
        }

        public Task<T> ReadAsync<T>(Func<T> read) => Run(read);

        public Task<T> SnapshotAsync<T>(Func<T> work) => Run(work);

        public void End() => _ended = true;

        private static Task<T> Run<T>(Func<T> work)
        {
            try
            {
                return Task.FromResult(work());
            }
            catch (Exception e)
            {
                return Task.FromException<T>(e);
            }
        }
    }
}
