using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// What a voter may say one thing about and no more: a root for (term, size), a candidate for a term. Two statements of one
/// key with the same slot and different sayings prove that it broke the rules. The epoch of a seal is no part of either: it
/// follows from the log that the root stands for.
/// </summary>
internal readonly record struct StatementSlot(EvidenceKind Kind, ulong Term, ulong Size)
{
    /// <summary>Reads what a statement of this genesis is about, and what it says; false for every other statement.</summary>
    public static bool TryRead(ReadOnlySpan<byte> statement, ReadOnlySpan<byte> genesis, out StatementSlot slot, out byte[] saying, out string error)
    {
        (slot, saying) = (default, []);
        if (statement.StartsWith("AKFED-VOTE-"u8))
        {
            var reader = new StatementReader(statement, VoteStatement.Tag);
            var of = reader.Bytes(32);
            (slot, saying) = (new StatementSlot(EvidenceKind.Vote, reader.U64(), 0), reader.Bytes(32).ToArray());
            return reader.Finish(out error) && IsOf(of, genesis, out error);
        }

        if (!SealStatement.TryRead(statement, out var seal, out error)) return false;
        (slot, saying) = (new StatementSlot(EvidenceKind.Seal, seal.Term, seal.Size), seal.Root.ToArray());
        return IsOf(seal.Genesis, genesis, out error);
    }

    public override string ToString() => Kind == EvidenceKind.Vote ? $"its vote in term {Term}" : $"the root of {Size} entries in term {Term}";

    private static bool IsOf(ReadOnlySpan<byte> found, ReadOnlySpan<byte> genesis, out string error)
    {
        error = found.SequenceEqual(genesis) ? "" : "the statement belongs to another genesis";
        return error.Length == 0;
    }
}
