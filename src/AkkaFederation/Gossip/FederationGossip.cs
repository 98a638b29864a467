using System.Collections.Immutable;
using Akka;
using Akka.Actor;
using AkkaFederation.Gossip;
using AkkaFederation.Hosting;
using AkkaFederation.Identity;
using AkkaFederation.Settings;

namespace AkkaFederation;

/// <summary>
/// Tells the whole federation something, and hears what others tell it: <c>Federation.Get(system).Gossip</c>. What others
/// say is published on the event stream as <see cref="GossipUpdateReceived"/>, once each. Thread-safe.
/// </summary>
public sealed class FederationGossip
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly ActorSelection _gossip;
    private long _roundTimeout;

    internal FederationGossip(ActorSystem system, FederationRuntime runtime)
    {
        _gossip = system.ActorSelection($"/user/{FederationRooms.Guardian}/{FederationRooms.Gossip}");
        _roundTimeout = runtime.Settings.Gossip.RoundTimeout.Ticks;
    }

    /// <summary>Says something to all. It is on its way when this completes, and has a name for good.</summary>
    /// <param name="kind">What it is about: one of <see cref="GossipKinds"/>, or another word of 1 to 64 letters, digits, <c>. - _ / :</c>.</param>
    /// <param name="payload">The content, up to <c>max-payload</c> bytes.</param>
    /// <param name="priority">How urgent it is; by the kind where none is given.</param>
    /// <param name="hopLimit">Hops that rumours of it take at most; by the kind where none is given.</param>
    /// <exception cref="ArgumentException">The kind is no word or not for applications, the payload too long, or the hop limit out of range.</exception>
    /// <exception cref="InvalidOperationException">Gossip has been shut down.</exception>
    /// <exception cref="AskTimeoutException">The room does not serve at the moment.</exception>
    public Task<GossipId> PropagateUpdate(string kind, ReadOnlyMemory<byte> payload, GossipPriority? priority = null, int? hopLimit = null)
    {
        ArgumentNullException.ThrowIfNull(kind);
        if (!GossipKinds.IsValid(kind)) throw new ArgumentException($"A kind is a word of 1 to {GossipKinds.MaxLength} letters, digits, . - _ / and :.", nameof(kind));
        if (kind is GossipKinds.Farewell or GossipKinds.Capacity) throw new ArgumentException($"Gossip itself says '{kind}'; Shutdown says farewell.", nameof(kind));
        if (priority is < GossipPriority.Low or > GossipPriority.Critical) throw new ArgumentException("There is no such priority.", nameof(priority));
        return Ask<GossipId>(new GossipCommand.Propagate(kind, payload.ToArray(), priority, hopLimit), Patience);
    }

    /// <summary>Compares with one peer what both have, and exchanges what is missing.</summary>
    /// <exception cref="ArgumentException">The peer is not among the active nodes.</exception>
    public Task<GossipSyncResult> RequestSync(Did peer) => Ask<GossipSyncResult>(new GossipCommand.Sync(peer), RoundPatience);

    /// <summary>A round of anti-entropy now: with those not compared with for longest, and one at random.</summary>
    public Task<GossipSyncResult> PerformAntiEntropy() => Ask<GossipSyncResult>(new GossipCommand.Sync(null), RoundPatience);

    /// <summary>Gossips with a peer that was taken out, or that membership does not know (its endpoint is needed then).</summary>
    /// <param name="peer">The peer; its certificate must prove it.</param>
    /// <param name="endpoint">Full address of its actor system, <c>akka.ssl.tcp://system@host:port</c>; membership's goes first.</param>
    public Task AddNode(Did peer, string endpoint = "")
    {
        if (peer.IsEmpty) throw new ArgumentException("An empty DID names nobody.", nameof(peer));
        if (endpoint.Length > 0 && !ActorPath.TryParse(endpoint + "/user", out _)) throw new ArgumentException($"'{endpoint}' is not the address of an actor system.", nameof(endpoint));
        return Ask<Done>(new GossipCommand.AddNode(peer, endpoint), Patience);
    }

    /// <summary>Gossips with a peer no more until <see cref="AddNode"/>, whatever membership says; others still do.</summary>
    public Task RemoveNode(Did peer) => Ask<Done>(new GossipCommand.RemoveNode(peer), Patience);

    /// <summary>The peers gossiped with now, in the order of their DIDs.</summary>
    public Task<ImmutableArray<GossipNode>> GetActiveNodes() => Ask<ImmutableArray<GossipNode>>(new GossipCommand.GetActiveNodes(), Patience);

    /// <summary>Counts and measurements of this node since its gossip started.</summary>
    public Task<GossipStats> GetStats() => Ask<GossipStats>(new GossipCommand.GetStats(), Patience);

    /// <summary>Changes settings while running, until the next start; gives those in force then.</summary>
    /// <param name="change">From the settings in force to others, as <c>s => s with { Fanout = 4 }</c>.</param>
    /// <exception cref="ArgumentException">A value out of its bounds; nothing has changed.</exception>
    public async Task<GossipSettings> UpdateConfig(Func<GossipSettings, GossipSettings> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        var settings = await Ask<GossipSettings>(new GossipCommand.UpdateConfig(change), Patience);
        Interlocked.Exchange(ref _roundTimeout, settings.RoundTimeout.Ticks);
        return settings;
    }

    /// <summary>Passes on what has not been passed on yet, says a signed farewell, and takes part no more. Stopping the node does this.</summary>
    public Task Shutdown() => Ask<Done>(new GossipCommand.Shutdown(), Patience);

    private TimeSpan RoundPatience => TimeSpan.FromTicks(Interlocked.Read(ref _roundTimeout)) + Patience;

    private Task<T> Ask<T>(GossipCommand command, TimeSpan patience) => _gossip.Ask<T>(command, patience);
}
