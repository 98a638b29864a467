namespace AkkaFederation.Consensus;

/// <summary>
/// What the shell has to do, taken from the core with <see cref="RaftCore.TakeReady"/>. Everything in it may be done at once
/// and in any order, for the core itself holds back what depends on a write:
/// <list type="number">
/// <item>send <see cref="Messages"/>: none of them claims anything that is not durable;</item>
/// <item>make <see cref="Persist"/> durable as one piece and then call <see cref="RaftCore.Persisted"/> with its number; the
/// answers and votes that depend on it come with the Ready after that;</item>
/// <item>apply entries <see cref="ApplyFrom"/>..<see cref="ApplyTo"/> in order;</item>
/// <item>read what is <see cref="Wanted"/> from the journal, beside everything else;</item>
/// <item>store the <see cref="Tile"/>, and say so with <see cref="RaftCore.TileStored"/>;</item>
/// <item>sign the <see cref="Seals"/>: this may run beside the write, the signatures stay in until it is done.</item>
/// </list>
/// The object is reused: it is valid until the next call.
/// </summary>
internal sealed class Ready
{
    public PersistBatch? Persist { get; set; }

    public List<RaftMessage> Messages { get; } = [];

    /// <summary>First entry to apply; greater than <see cref="ApplyTo"/> if there is none.</summary>
    public ulong ApplyFrom { get; set; }

    public ulong ApplyTo { get; set; }

    /// <summary>Sizes to be signed in the current term.</summary>
    public List<ulong> Seals { get; } = [];

    /// <summary>Entries that have left memory and are needed.</summary>
    public List<EntriesWanted> Wanted { get; } = [];

    /// <summary>A complete part of the history tree that is to be kept on disk; it does not change any more.</summary>
    public LeafTile? Tile { get; set; }

    public bool IsEmpty => Persist is null && Messages.Count == 0 && ApplyFrom > ApplyTo && Seals.Count == 0 && Wanted.Count == 0 && Tile is null;
}
