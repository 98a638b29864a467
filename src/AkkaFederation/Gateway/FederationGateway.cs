using System.Collections.Immutable;
using Akka.Actor;
using AkkaFederation.Gateway;
using AkkaFederation.Hosting;
using AkkaFederation.Identity;
using AkkaFederation.Membership;

namespace AkkaFederation;

/// <summary>
/// The peers that this node knows, and messages between the applications on them. Thread-safe. Messages go straight to the
/// peer, over the connection that has proven who it is, and are handled at most once: a time-out says that no answer came,
/// not that nothing was done. Each peer has a window and a queue of its own, so one that is slow delays nobody else.
/// </summary>
public sealed class FederationGateway
{
    private readonly ActorSystem _system;
    private readonly FederationRuntime _runtime;

    internal FederationGateway(ActorSystem system, FederationRuntime runtime)
    {
        _system = system;
        _runtime = runtime;
    }

    private GatewayState State => _runtime.Gateway;

    /// <summary>
    /// Makes a peer known by its signed record. It is probed from now on and stays while it answers. An evicted peer comes
    /// back with a higher incarnation; where the record brings none, the peer is asked to give itself one.
    /// </summary>
    /// <returns>Whether the record told this node anything new.</returns>
    /// <exception cref="GatewayException">The record is not valid, or too many peers are known already.</exception>
    public async Task<bool> RegisterPeerAsync(PeerRecord record, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(record);
        return await AskAsync(new RegistryCall(record.PeerId, record), ct);
    }

    /// <summary>
    /// Removes a peer from this node's view: it is EVICTED here, nothing is sent to it and nothing of it is served, until it
    /// comes back with a higher incarnation or is registered again. Other nodes keep their own view.
    /// </summary>
    /// <returns>Whether the peer was known and not evicted.</returns>
    public async Task<bool> DeregisterPeerAsync(Did peer, CancellationToken ct = default) => await AskAsync(new RegistryCall(peer, null), ct);

    /// <summary>What this node knows of a peer; null where it is not known. The node itself is known.</summary>
    public MemberView? GetPeer(Did peer) => State.Membership?.Find(peer);

    /// <summary>Every peer but the node itself, in the order of their DIDs; with a status, those that have it.</summary>
    public ImmutableArray<MemberView> ListPeers(PeerStatus? status = null)
    {
        var peers = State.Membership?.Peers ?? [];
        return status is null ? peers : [.. peers.Where(p => p.Status == status)];
    }

    /// <summary>Sends a message to the application on a peer and waits for its answer. To the node itself it goes as well.</summary>
    /// <param name="peer">A registered peer.</param>
    /// <param name="message">At most <c>federation.gateway.max-payload</c> bytes; copied.</param>
    /// <param name="timeout">How long to wait, up to 1 h; <c>federation.gateway.message-timeout</c> (5 s) where it is not given.</param>
    /// <param name="ct">Ends the waiting; the message may be handled all the same.</param>
    /// <exception cref="GatewayException">No answer; <see cref="GatewayException.Error"/> says why.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<ReadOnlyMemory<byte>> SendMessageAsync(
        Did peer, ReadOnlyMemory<byte> message, TimeSpan? timeout = null, CancellationToken ct = default)
    {
        var wait = TimeoutOf(timeout);
        return await AskAsync(new GatewayCall(peer, Checked(peer, message), wait), ct);
    }

    /// <summary>
    /// Sends a message to every peer that is not evicted, straight to each, and gathers what each makes of it. A peer that
    /// fails or stays silent is an error in the result and costs the others nothing.
    /// </summary>
    /// <param name="message">At most <c>federation.gateway.max-payload</c> bytes; copied.</param>
    /// <param name="exclude">Peers that it does not go to.</param>
    /// <param name="timeout">As in <see cref="SendMessageAsync"/>, for each peer.</param>
    /// <param name="ct">Ends the waiting for all.</param>
    /// <exception cref="GatewayException">The message is too large for anybody.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<ImmutableSortedDictionary<Did, GatewayResult>> BroadcastAsync(
        ReadOnlyMemory<byte> message, IEnumerable<Did>? exclude = null, TimeSpan? timeout = null, CancellationToken ct = default)
    {
        var wait = TimeoutOf(timeout);
        var bytes = Checked(default, message);
        var without = exclude?.ToHashSet() ?? [];
        var peers = ListPeers().Where(p => p.Status != PeerStatus.Evicted && !without.Contains(p.Id)).Select(p => p.Id).ToArray();
        var results = await Task.WhenAll(peers.Select(p => CaptureAsync(new GatewayCall(p, bytes, wait), ct)));
        return peers.Zip(results).ToImmutableSortedDictionary(r => r.First, r => r.Second);
    }

    /// <summary>
    /// Registers the handler that answers messages of other nodes. It may be called for several messages at a time, never for
    /// more than <c>federation.gateway.max-in-flight</c> of one node; its token is cancelled once nobody waits any more.
    /// An exception of its own reaches the sender as an error that names its type alone.
    /// </summary>
    /// <returns>Takes the handler back when it is disposed of.</returns>
    /// <exception cref="InvalidOperationException">There is a handler already.</exception>
    public IDisposable OnMessage(Func<GatewayMessage, CancellationToken, Task<ReadOnlyMemory<byte>>> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        if (!State.TrySetHandler(handler)) throw new InvalidOperationException("The gateway has a handler already; dispose of what OnMessage returned for it first.");
        return new Registration(State, handler);
    }

    /// <summary>Peers, their statuses and what has been sent.</summary>
    public GatewaySnapshot Snapshot()
    {
        var peers = ListPeers();
        var failed = Enum.GetValues<GatewayError>().Select(e => KeyValuePair.Create(e, State.Failed(e))).Where(e => e.Value > 0).ToImmutableSortedDictionary();
        return new GatewaySnapshot
        {
            LocalId = _runtime.Self,
            Peers = peers,
            Statuses = Enum.GetValues<PeerStatus>().ToImmutableSortedDictionary(s => s, s => peers.Count(p => p.Status == s)),
            Sent = State.Sent,
            Failed = failed.Values.Sum(),
            FailedBy = failed,
            LateAnswers = State.Late,
            Served = State.Served,
            Refused = State.Refused,
            Uptime = State.StartedAt is { } started ? _system.Scheduler.MonotonicClock - started : TimeSpan.Zero,
        };
    }

    private async Task<GatewayResult> CaptureAsync(GatewayCall call, CancellationToken ct)
    {
        try
        {
            return new GatewayResult(await AskAsync(call, ct), null);
        }
        catch (GatewayException e)
        {
            return new GatewayResult(default, e);
        }
    }

    private async Task<T> AskAsync<T>(PendingCall<T> call, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        State.Submit(call);
        await using var registration = ct.Register(() => Cancel(call, ct));
        return await call.Answer;
    }

    private void Cancel(PendingCall call, CancellationToken ct)
    {
        if (call.Cancel(ct) && call is GatewayCall message) State.Tell(new CallCancelled(message));
    }

    private ReadOnlyMemory<byte> Checked(Did peer, ReadOnlyMemory<byte> message)
    {
        var most = _runtime.Settings.Gateway.MaxPayload;
        if (message.Length <= most) return message.ToArray();
        State.CountFailed(GatewayError.TooLarge);
        throw GatewayTexts.Error(GatewayError.TooLarge, peer, $"{message.Length} bytes, at most {most}");
    }

    private TimeSpan TimeoutOf(TimeSpan? timeout)
    {
        var wait = timeout ?? _runtime.Settings.Gateway.MessageTimeout;
        return wait > TimeSpan.Zero && wait <= GatewayLimits.LongestTimeout
            ? wait
            : throw new ArgumentOutOfRangeException(nameof(timeout), wait, "A time-out is more than zero and at most one hour.");
    }

    private sealed class Registration(GatewayState state, Func<GatewayMessage, CancellationToken, Task<ReadOnlyMemory<byte>>> handler) : IDisposable
    {
        public void Dispose() => state.RemoveHandler(handler);
    }
}
