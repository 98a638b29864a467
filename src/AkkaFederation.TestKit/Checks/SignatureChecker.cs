using System.Buffers.Binary;
using AkkaFederation.Consensus;
using AkkaFederation.Identity;

namespace AkkaFederation.TestKit.Checks;

/// <summary>
/// No voter signs two things that contradict each other, in all of its lives: two votes of one term, or two roots of one
/// size in one term. Either would let two majorities meet in a voter without its noticing.
/// </summary>
internal sealed class SignatureChecker(ViolationList violations)
{
    private const int TermAt = 16 + 32;
    private readonly Dictionary<(Did Voter, ulong Term), string> _votes = [];
    private readonly Dictionary<(Did Voter, ulong Term, ulong Size), Root> _roots = [];

    public void OnSigned(Did signer, ReadOnlySpan<byte> statement)
    {
        if (statement.StartsWith("AKFED-VOTE-V0001"u8)) OnVote(signer, statement);
        else if (SealStatement.TryRead(statement, out var seal, out _)) OnSeal(signer, seal);
    }

    private void OnVote(Did voter, ReadOnlySpan<byte> statement)
    {
        var term = BinaryPrimitives.ReadUInt64BigEndian(statement[TermAt..]);
        var candidate = Convert.ToHexStringLower(statement[(TermAt + 8)..]);
        if (!_votes.TryAdd((voter, term), candidate) && _votes[(voter, term)] != candidate)
            violations.Add("one vote in a term", $"{voter} signed votes for two candidates in term {term}");
    }

    private void OnSeal(Did voter, SealStatement seal)
    {
        var key = (voter, seal.Term, seal.Size);
        var root = Root.Of(seal.Root);
        if (!_roots.TryAdd(key, root) && _roots[key] != root)
            violations.Add("one root of a size", $"{voter} signed two roots of size {seal.Size} in term {seal.Term}");
    }

    // Hundreds of them a second are kept for the length of a world: values cost the collector nothing.
    private readonly record struct Root(UInt128 High, UInt128 Low)
    {
        public static Root Of(ReadOnlySpan<byte> hash) => new(BinaryPrimitives.ReadUInt128BigEndian(hash), BinaryPrimitives.ReadUInt128BigEndian(hash[16..]));
    }
}
