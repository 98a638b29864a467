using Akka.Actor;
using AkkaFederation.Client;
using AkkaFederation.Identity;
using AkkaFederation.Wire;

namespace AkkaFederation;

// Who votes.
public sealed partial class FederationClient
{
    private static readonly TimeSpan ChangeTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Who votes, as a node's log says; the leader adds how far each member is.</summary>
    /// <exception cref="InvalidOperationException">The node takes no part in a founded federation.</exception>
    /// <exception cref="AskTimeoutException">The node did not answer within 5 s.</exception>
    public async Task<VoterList> GetVotersAsync(string node, CancellationToken ct = default)
    {
        var answer = await _nodes.Find(node).Ask<VotersAnswer>(new VotersQuery(), QueryTimeout, ct);
        return answer.Unknown
            ? throw new InvalidOperationException($"{node} takes no part in a founded federation; ask one of its voters.")
            : VoterListCodec.Decode(answer);
    }

    /// <summary>
    /// Makes a node a learner: it receives the log and becomes a voter by itself once it has caught up, if there is room. Only
    /// needed for a node that was removed, or that does not ask by itself (<c>consensus.join = off</c>).
    /// </summary>
    /// <param name="node">A node to ask; it names the leader if it does not lead itself.</param>
    /// <param name="learner">The node to add; it must run, and must have heard of the founding.</param>
    /// <param name="timeout">How long to wait until the change is committed; 10 s by default.</param>
    /// <param name="ct">To stop waiting; the change may be made all the same.</param>
    /// <returns>The epoch of the configuration in which it is a member.</returns>
    /// <exception cref="VoterChangeException">Refused, or undecided in time.</exception>
    public Task<ulong> AddLearnerAsync(string node, Did learner, TimeSpan? timeout = null, CancellationToken ct = default) =>
        ChangeVotersAsync(node, VoterStep.Add, learner, timeout, ct);

    /// <summary>Makes a learner a voter that has caught up and that the configured number of voters has room for.</summary>
    /// <inheritdoc cref="AddLearnerAsync"/>
    public Task<ulong> PromoteAsync(string node, Did learner, TimeSpan? timeout = null, CancellationToken ct = default) =>
        ChangeVotersAsync(node, VoterStep.Promote, learner, timeout, ct);

    /// <summary>
    /// Removes a voter or learner. Refused where the voters that are left could not commit anything now: a dead voter is
    /// removed while the others are a majority, and a learner that has caught up takes its place.
    /// </summary>
    /// <inheritdoc cref="AddLearnerAsync"/>
    public Task<ulong> RemoveVoterAsync(string node, Did member, TimeSpan? timeout = null, CancellationToken ct = default) =>
        ChangeVotersAsync(node, VoterStep.Remove, member, timeout, ct);

    private async Task<ulong> ChangeVotersAsync(string node, VoterStep step, Did member, TimeSpan? timeout, CancellationToken ct)
    {
        var time = timeout ?? ChangeTimeout;
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(time, TimeSpan.Zero, nameof(timeout));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(time, TimeSpan.FromHours(1), nameof(timeout));
        ct.ThrowIfCancellationRequested();
        var result = new TaskCompletionSource<ulong>(TaskCreationOptions.RunContinuationsAsynchronously);
        var actor = _system.ActorOf(VoterChangeActor.Props(_nodes, node, step, member, time, result));
        await using var registration = ct.Register(() =>
        {
            result.TrySetCanceled(ct);
            _system.Stop(actor);
        });
        return await result.Task;
    }
}
