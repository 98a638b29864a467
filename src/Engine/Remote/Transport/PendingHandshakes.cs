using System.Net.Sockets;

namespace AkkaFederation.Engine.Remote;

/// <summary>
/// Connections that have not authenticated yet. There is room for a fixed number; when it is full, the one that has
/// waited longest makes room. An honest handshake takes milliseconds, so a crowd of stalled ones can never keep it out
/// (attack A12), while a semaphore would.
/// </summary>
internal sealed class PendingHandshakes(int limit)
{
    private readonly LinkedList<Entry> _byAge = new();
    private readonly Lock _gate = new();

    public int Count
    {
        get
        {
            lock (_gate) return _byAge.Count;
        }
    }

    public Entry Enter(Socket socket)
    {
        var entry = new Entry(this, socket);
        Entry? oldest = null;
        lock (_gate)
        {
            if (_byAge.Count >= limit) oldest = Take(_byAge.First!.Value);
            entry.Node = _byAge.AddLast(entry);
        }

        oldest?.Evict();
        return entry;
    }

    public void CloseAll()
    {
        Entry[] all;
        lock (_gate)
        {
            all = [.. _byAge];
        }

        foreach (var entry in all) entry.Evict();
    }

    private Entry Take(Entry entry)
    {
        _byAge.Remove(entry.Node!);
        entry.Node = null;
        return entry;
    }

    internal sealed class Entry(PendingHandshakes owner, Socket socket) : IDisposable
    {
        public LinkedListNode<Entry>? Node { get; set; }

        public bool Evicted { get; private set; }

        public void Evict()
        {
            Evicted = true;
            socket.Dispose();
        }

        /// <summary>Leaves the waiting room, whatever came of it.</summary>
        public void Dispose()
        {
            lock (owner._gate)
            {
                if (Node is not null) owner.Take(this);
            }
        }
    }
}
