using Akka.Actor;
using AkkaFederation.Client;
using AkkaFederation.Consensus;
using AkkaFederation.Wire;

namespace AkkaFederation;

// Ballots: a question to the voters, each of whom answers for itself.
public sealed partial class FederationClient
{
    private static readonly TimeSpan BallotWait = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Opens a ballot and waits until it is decided. The voters of this moment are its electorate; each votes by its own
    /// policy (<see cref="IBallotPolicy"/>) or by hand (<see cref="VoteAsync"/>).
    /// </summary>
    /// <returns>The ballot with its outcome and the signed votes that decided it.</returns>
    /// <exception cref="BallotNotOpenedException">The proposal to open it was not committed; its outcome says why.</exception>
    /// <exception cref="TimeoutException">It was opened, and no node could tell its decision until well after its deadline; ask again by its number.</exception>
    public async Task<BallotInfo> ProposeBallotAsync(ReadOnlyMemory<byte> subject, BallotOptions? options = null, CancellationToken ct = default)
    {
        var number = await OpenBallotAsync(subject, options, ct);
        return await WhenDecidedAsync(number, options ?? new BallotOptions(), ct);
    }

    /// <summary>Opens a ballot and gives back its number.</summary>
    /// <exception cref="BallotNotOpenedException">The proposal to open it was not committed; its outcome says why.</exception>
    public async Task<ulong> OpenBallotAsync(ReadOnlyMemory<byte> subject, BallotOptions? options = null, CancellationToken ct = default)
    {
        ct.ThrowIfCancellationRequested();
        options ??= new BallotOptions();
        var quorum = (ushort)Math.Clamp(options.Quorum ?? 0, 0, ushort.MaxValue);
        var wish = new BallotWish(quorum, options.Veto, (ulong)Math.Max(0, options.Ttl.TotalMilliseconds), subject).Encode();
        if (!BallotWish.TryRead(wish, out _, out var error)) throw new ArgumentException(error, nameof(options));
        var proposal = new ClientProposal(wish, new ProposeOptions { WithCertificate = false }) { Kind = EntryKind.BallotOpened };
        return await Carry(proposal, ct) is ProposalOutcome.Committed committed ? committed.Index : throw new BallotNotOpenedException(await proposal.Outcome);
    }

    /// <summary>A ballot as a node knows it, perhaps after waiting for its decision for a while.</summary>
    /// <exception cref="InvalidOperationException">The node does not vote, or knows no such ballot (any more).</exception>
    /// <exception cref="AskTimeoutException">The node did not answer.</exception>
    public async Task<BallotInfo> GetBallotAsync(string node, ulong number, TimeSpan wait = default, CancellationToken ct = default)
    {
        ArgumentOutOfRangeException.ThrowIfZero(number);
        var query = new BallotQuery { Number = number, WaitMs = (uint)Math.Clamp(wait.TotalMilliseconds, 0, FollowLimits.LongestWaitMs) };
        var reply = await _nodes.Find(node).Ask<BallotReply>(query, wait + QueryTimeout, ct);
        return reply.Ballots.Count == 1 ? BallotCodec.Decode(reply.Ballots[0]) : throw new InvalidOperationException(reply.Refusal + ".");
    }

    /// <summary>The newest decided and the open ballots that a node knows, up to 32 of each.</summary>
    /// <exception cref="InvalidOperationException">The node does not vote.</exception>
    /// <exception cref="AskTimeoutException">The node did not answer.</exception>
    public async Task<IReadOnlyList<BallotInfo>> GetBallotsAsync(string node, CancellationToken ct = default)
    {
        var reply = await _nodes.Find(node).Ask<BallotReply>(new BallotQuery(), QueryTimeout, ct);
        return reply.Refusal.Length == 0 ? [.. reply.Ballots.Select(BallotCodec.Decode)] : throw new InvalidOperationException(reply.Refusal + ".");
    }

    /// <summary>Says how a node votes in an open ballot, for good; only the node's own identity may.</summary>
    /// <exception cref="InvalidOperationException">The node refuses: another identity, no vote, decided, or another vote given before.</exception>
    /// <exception cref="AskTimeoutException">The node did not answer; asking again with the same choice is harmless.</exception>
    public async Task VoteAsync(string node, ulong number, BallotChoice choice, CancellationToken ct = default)
    {
        var reply = await _nodes.Find(node).Ask<CastReply>(new CastBallot { Number = number, Choice = (uint)choice }, QueryTimeout, ct);
        if (reply.Refusal.Length > 0) throw new InvalidOperationException(reply.Refusal + ".");
    }

    // Any node can tell; one that is silent or behind is left for the next one.
    private async Task<BallotInfo> WhenDecidedAsync(ulong number, BallotOptions options, CancellationToken ct)
    {
        var rounds = (int)Math.Ceiling((options.Ttl + TimeSpan.FromSeconds(20)) / BallotWait);
        for (var round = 0; round < rounds; round++)
        {
            var node = _nodes.Addresses[round % _nodes.Addresses.Count];
            try
            {
                if (await GetBallotAsync(node, number, BallotWait, ct) is { Outcome: not BallotOutcome.Open } decided) return decided;
            }
            catch (AskTimeoutException) when (round + 1 < rounds)
            {
                // The next round asks another node.
            }
        }

        throw new TimeoutException($"Ballot {number} was opened, and no node could tell its decision in time; ask again by its number.");
    }
}
