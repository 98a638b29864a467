using Akka.Dispatch;

namespace AkkaFederation.Engine.Simulation;

/// <summary>What is due later: a binary heap by time, and by number among what is due at the same time.</summary>
internal sealed class SimulationTimers
{
    private Entry[] _heap = new Entry[256];
    private int _count;
    private long _number;

    /// <summary>When the first is due; none is never.</summary>
    public long Next => _count > 0 ? _heap[0].At : long.MaxValue;

    public void Add(long at, in SimulationWork work)
    {
        if (_count == _heap.Length) Array.Resize(ref _heap, _count * 2);
        var entry = new Entry(at, ++_number, work);
        var hole = _count++;
        while (hole > 0)
        {
            var parent = (hole - 1) / 2;
            if (!entry.IsBefore(_heap[parent])) break;
            _heap[hole] = _heap[parent];
            hole = parent;
        }

        _heap[hole] = entry;
    }

    public SimulationWork Take()
    {
        var first = _heap[0].Work;
        var last = _heap[--_count];
        _heap[_count] = default;
        if (_count == 0) return first;
        var hole = 0;
        for (var child = 1; child < _count; child = (hole * 2) + 1)
        {
            if (child + 1 < _count && _heap[child + 1].IsBefore(_heap[child])) child++;
            if (!_heap[child].IsBefore(last)) break;
            _heap[hole] = _heap[child];
            hole = child;
        }

        _heap[hole] = last;
        return first;
    }

    private readonly record struct Entry(long At, long Number, SimulationWork Work)
    {
        public bool IsBefore(in Entry other) => At < other.At || (At == other.At && Number < other.Number);
    }
}

/// <summary>A piece of work, and the process that it belongs to; null for the world itself.</summary>
internal readonly record struct SimulationWork(SimulatedProcess? Process, IRunnable Run);
