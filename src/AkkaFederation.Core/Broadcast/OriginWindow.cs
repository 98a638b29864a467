namespace AkkaFederation.Broadcast;

/// <summary>
/// What this node has had of one origin: the newest epoch, and of that one a window of sequences, one bit each. What lies
/// below the window counts as had, so memory is bounded and nothing is delivered twice.
/// </summary>
/// <remarks>Invariants: (1) the epoch never falls; (2) within an epoch the base never falls; (3) the window's size is fixed.</remarks>
internal sealed class OriginWindow(int size)
{
    private readonly ulong[] _bits = new ulong[(size + 63) / 64];

    public ulong Epoch { get; private set; }

    /// <summary>The lowest sequence that is told apart.</summary>
    public ulong Base { get; private set; } = 1;

    private ulong Size => (ulong)_bits.Length * 64;

    public SeenState Look(ulong epoch, ulong sequence)
    {
        if (epoch != Epoch) return epoch > Epoch ? SeenState.New : SeenState.StaleEpoch;
        if (sequence < Base) return SeenState.TooOld;
        return sequence - Base < Size && Bit(sequence) ? SeenState.Had : SeenState.New;
    }

    public void Mark(ulong epoch, ulong sequence, ulong floor)
    {
        if (epoch < Epoch) throw new InvalidOperationException("Broadcast invariant broken: 1: the epoch never falls.");
        if (epoch > Epoch)
        {
            Array.Clear(_bits);
            (Epoch, Base) = (epoch, 1);
        }

        Raise(floor);
        if (sequence >= Base + Size) Raise(sequence - Size + 1);
        if (sequence >= Base) _bits[Word(sequence)] |= 1UL << (int)(sequence % 64);
    }

    private void Raise(ulong to)
    {
        if (to <= Base) return;
        if (to - Base >= Size) Array.Clear(_bits);
        else
        {
            for (var s = Base; s < to; s++) _bits[Word(s)] &= ~(1UL << (int)(s % 64));
        }

        Base = to;
    }

    private bool Bit(ulong sequence) => (_bits[Word(sequence)] >> (int)(sequence % 64) & 1) != 0;

    private int Word(ulong sequence) => (int)(sequence / 64 % (ulong)_bits.Length);
}

/// <summary>What a window says of a sequence.</summary>
internal enum SeenState
{
    /// <summary>Not had yet.</summary>
    New,

    /// <summary>Had.</summary>
    Had,

    /// <summary>Below the window: it counts as had.</summary>
    TooOld,

    /// <summary>Of an earlier life of the origin.</summary>
    StaleEpoch,
}
