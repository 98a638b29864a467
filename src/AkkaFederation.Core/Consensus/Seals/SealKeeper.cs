namespace AkkaFederation.Consensus;

/// <summary>
/// The voter's side of seals: what may be signed, and when the signature may leave the node (SPEC 5). The signature is
/// computed while the disk writes; it is let out only if at that moment all of this holds, else it is forgotten, which is
/// as safe as losing it on the way.
/// </summary>
/// <remarks>
/// Rules: 1. the statement's term is this node's durable term and its current one. 2. entries 1..n are durable. 3. n is not
/// above what this node has matched against that term's leader. 4. entry n has that term. 5. the root is the log's.
/// Because (n, T) names entry n and with it all before it, no voter that keeps these rules ever signs two roots for one (T, n).
/// </remarks>
internal sealed class SealKeeper(RaftCore raft, byte[] genesis)
{
    private readonly List<(SealStatement Statement, byte[] Signature)> _signed = [];

    /// <summary>The statement to be signed for a seal that was marked; null if rules 3 and 4 do not allow it, or nobody would count it.</summary>
    public SealStatement? StatementFor(ulong size)
    {
        if (size > raft.MatchedInTerm || raft.Log.Term(size) != raft.Term || !raft.Log.Tree.Knows(size)) return null;
        var configurations = raft.Log.Configurations;
        var voters = configurations.At(size);
        if (!voters.IsVoter(raft.Self) && !configurations.Before(voters.Epoch).IsVoter(raft.Self)) return null;
        return SealStatement.Create(genesis, voters.Epoch, raft.Term, size, raft.Log.Tree.Root(size));
    }

    public void Signed(SealStatement statement, byte[] signature) => _signed.Add((statement, signature));

    /// <summary>Moves the signatures that may leave now to <paramref name="released"/> and drops those that never will.</summary>
    public void Release(List<(SealStatement Statement, byte[] Signature)> released)
    {
        for (var i = 0; i < _signed.Count; i++)
        {
            var (statement, signature) = _signed[i];
            if (!IsTrue(statement))
            {
                _signed.RemoveAt(i--);
            }
            else if (statement.Size <= raft.Stable && raft.Durable.Term == statement.Term)
            {
                _signed.RemoveAt(i--);
                released.Add((statement, signature));
            }
        }
    }

    private bool IsTrue(SealStatement statement) =>
        statement.Term == raft.Term
        && statement.Size <= raft.MatchedInTerm
        && raft.Log.Term(statement.Size) == statement.Term
        && raft.Log.Tree.Knows(statement.Size)
        && raft.Log.Tree.Root(statement.Size).AsSpan().SequenceEqual(statement.Root);
}
