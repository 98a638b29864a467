using System.Runtime.CompilerServices;
using Akka.Actor;
using AkkaFederation.Client;
using AkkaFederation.Consensus;
using AkkaFederation.Identity;
using AkkaFederation.Wire;

namespace AkkaFederation;

// Streams of what is committed and of what is not. The position is the caller's: the node keeps nothing for it, so that a slow
// reader costs nobody anything, and any reader goes on where it stopped, on any node.
public sealed partial class FederationClient
{
    private static readonly TimeSpan FollowWait = TimeSpan.FromSeconds(10);

    /// <summary>
    /// What a node commits, from an index on, without end: entries that are there at once, later ones as they are committed.
    /// To resume, give the index behind the last entry that was taken.
    /// </summary>
    /// <exception cref="LogCompactedException">The node has no payloads at this place any more; its <c>First</c> is where it begins.</exception>
    /// <exception cref="AskTimeoutException">The node did not answer; go on with another one.</exception>
    public async IAsyncEnumerable<LogRecord> FollowCommitsAsync(string node, ulong fromIndex, [EnumeratorCancellation] CancellationToken ct = default)
    {
        var target = _nodes.Find(node);
        var next = Math.Max(fromIndex, 1);
        while (true)
        {
            var request = new LogRequest { From = next, WaitMs = (uint)FollowWait.TotalMilliseconds };
            var chunk = await target.Ask<LogChunk>(request, FollowWait + QueryTimeout, ct);
            if (chunk.FirstAvailable > next) throw new LogCompactedException(chunk.FirstAvailable);
            foreach (var entry in EntryCodec.Decode(chunk.Entries, next))
            {
                yield return ClientCodec.Decode(entry);
                next++;
            }
        }
    }

    /// <summary>
    /// Proposals that a node has accepted and answered as aborted, expired or in doubt, without end. These are the node's own:
    /// they are in no log. The newest 10,000 of a life of the node can be had.
    /// </summary>
    /// <param name="node">The node.</param>
    /// <param name="after">The position of the last one that was taken; default: from the oldest that is kept.</param>
    /// <param name="ct">To stop.</param>
    /// <exception cref="LogCompactedException">Some behind that position are not kept any more, or the node has restarted; its <c>First</c> is where what is kept begins.</exception>
    /// <exception cref="AskTimeoutException">The node did not answer.</exception>
    public async IAsyncEnumerable<AbortRecord> FollowAbortsAsync(string node, AbortPosition after = default, [EnumeratorCancellation] CancellationToken ct = default)
    {
        var target = _nodes.Find(node);
        var (life, next) = (after.Life, after.Life == 0 ? 0 : after.Number + 1);
        while (true)
        {
            var request = new AbortsRequest { Life = life, From = next, WaitMs = (uint)FollowWait.TotalMilliseconds };
            var chunk = await target.Ask<AbortsChunk>(request, FollowWait + QueryTimeout, ct);
            if ((life != 0 && life != chunk.Life) || (next > 0 && next < chunk.FirstAvailable)) throw new LogCompactedException(chunk.FirstAvailable);
            foreach (var line in chunk.Lines) yield return AbortRecord.Of(chunk.Life, line);
            (life, next) = (chunk.Life, chunk.Next);
        }
    }
}

/// <summary>A place among a node's aborted proposals: which life of the node, and which of that life's.</summary>
/// <param name="Life">The life; 0: any.</param>
/// <param name="Number">The number in that life, from 1.</param>
public readonly record struct AbortPosition(ulong Life, ulong Number);

/// <summary>A proposal that a node has answered with anything but "committed".</summary>
public sealed record AbortRecord
{
    /// <summary>Where it stands among the node's.</summary>
    public required AbortPosition Position { get; init; }

    /// <summary>The proposal.</summary>
    public required ProposalId Id { get; init; }

    /// <summary>Its session.</summary>
    public required ulong Session { get; init; }

    /// <summary>How it ended: aborted, expired or indeterminate.</summary>
    public required ProposalState State { get; init; }

    /// <summary>Why it was aborted.</summary>
    public required AbortCause Cause { get; init; }

    /// <summary>Why, for people; empty for what has expired.</summary>
    public required string Reason { get; init; }

    /// <summary>When the node has answered it, by its clock.</summary>
    public required DateTimeOffset At { get; init; }

    internal static AbortRecord Of(ulong life, AbortLine line) => new()
    {
        Position = new AbortPosition(life, line.Number),
        Id = new ProposalId(line.Term, line.Seq, Did.Parse(line.Origin)),
        Session = line.Session,
        State = (ProposalState)Math.Clamp((int)line.State, (int)ProposalState.Aborted, (int)ProposalState.Indeterminate),
        Cause = CauseCodec.Decode(line.Cause),
        Reason = line.Reason,
        At = DateTimeOffset.FromUnixTimeMilliseconds((long)line.AtMs),
    };
}
