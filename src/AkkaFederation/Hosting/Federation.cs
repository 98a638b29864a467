using Akka.Actor;
using AkkaFederation.Broadcast;
using AkkaFederation.Hosting;
using AkkaFederation.Identity;
using AkkaFederation.Membership;
using AkkaFederation.Settings;

namespace AkkaFederation;

/// <summary>
/// This node's part in the federation: an extension of an actor system that <see cref="FederationSystem"/> made.
/// <c>Federation.Get(system)</c> starts it the first time.
/// </summary>
public sealed class Federation : IExtension
{
    private readonly FederationState _state;
    private readonly Lazy<FederationClient> _client;
    private readonly Lazy<FederationKeyValue> _keyValue;

    internal Federation(ActorSystem system, FederationRuntime runtime, FederationState state)
    {
        Runtime = runtime;
        _state = state;
        Gateway = new FederationGateway(system, runtime);
        Broadcasts = new Broadcasts(system);
        Gossip = new FederationGossip(system, runtime);
        _client = new Lazy<FederationClient>(() => FederationClient.Embedded(system));
        _keyValue = new Lazy<FederationKeyValue>(() => new FederationKeyValue(_client.Value));
    }

    /// <summary>This node's name.</summary>
    public Did Self => Runtime.Self;

    /// <summary>Address that peers dial, <c>akka.ssl.tcp://system@host:port</c>.</summary>
    public string Endpoint => Runtime.Endpoint;

    /// <summary>The settings in force.</summary>
    public FederationSettings Settings => Runtime.Settings;

    /// <summary>Completes once every room serves; fails if participation ends before.</summary>
    public Task WhenReady => _state.WhenReady;

    /// <summary>Completes when this node cannot go on (such as after a disk error), with the reason and an exit code.</summary>
    public Task<FederationStartException> WhenEnded => _state.WhenEnded;

    /// <summary>This node's newest view of the federation: itself and every peer; null until membership has started.</summary>
    public MembershipSnapshot? Membership => _state.Membership;

    /// <summary>The peers that this node knows, and messages between the applications on them.</summary>
    public FederationGateway Gateway { get; }

    /// <summary>Broadcasts to every living node.</summary>
    public Broadcasts Broadcasts { get; }

    /// <summary>Tells the whole federation something, and hears what others tell it.</summary>
    public FederationGossip Gossip { get; }

    /// <summary>The key-value store that the nodes keep together, asked through this node.</summary>
    public FederationKeyValue KeyValue => _keyValue.Value;

    internal FederationRuntime Runtime { get; }

    /// <summary>Proposes <paramref name="payload"/> to the federation's log through this node; completes with how that ended.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up; the proposal may be committed all the same.</exception>
    public Task<ProposalOutcome> ProposeAsync(ReadOnlyMemory<byte> payload, ProposeOptions? options = null, CancellationToken ct = default) =>
        _client.Value.ProposeAsync(payload, options, ct);

    /// <summary>Asks this node's state machine; see <see cref="FederationClient.QueryAsync"/>.</summary>
    public Task<ReadOnlyMemory<byte>> QueryAsync(ReadOnlyMemory<byte> question, bool stale = false, TimeSpan? timeout = null, CancellationToken ct = default) =>
        _client.Value.QueryAsync("local", question, stale, timeout, ct);

    /// <summary>Settles a proposal in doubt; see <see cref="FederationClient.ResolveAsync(ProposalOutcome, TimeSpan?, CancellationToken)"/>.</summary>
    public Task<ProposalOutcome> ResolveAsync(ProposalOutcome outcome, TimeSpan? ttl = null, CancellationToken ct = default) =>
        _client.Value.ResolveAsync(outcome, ttl, ct);

    /// <summary>Opens a ballot and waits for its decision; see <see cref="FederationClient.ProposeBallotAsync"/>.</summary>
    public Task<BallotInfo> ProposeBallotAsync(ReadOnlyMemory<byte> subject, BallotOptions? options = null, CancellationToken ct = default) =>
        _client.Value.ProposeBallotAsync(subject, options, ct);

    /// <summary>Says how this node votes; see <see cref="FederationClient.VoteAsync"/>.</summary>
    public Task VoteAsync(ulong ballot, BallotChoice choice, CancellationToken ct = default) => _client.Value.VoteAsync("local", ballot, choice, ct);

    /// <summary>What this node commits, from an index on; see <see cref="FederationClient.FollowCommitsAsync"/>.</summary>
    public IAsyncEnumerable<LogRecord> FollowCommitsAsync(ulong fromIndex, CancellationToken ct = default) =>
        _client.Value.FollowCommitsAsync("local", fromIndex, ct);

    /// <summary>What this node answers as not committed; see <see cref="FederationClient.FollowAbortsAsync"/>.</summary>
    public IAsyncEnumerable<AbortRecord> FollowAbortsAsync(AbortPosition after = default, CancellationToken ct = default) =>
        _client.Value.FollowAbortsAsync("local", after, ct);

    /// <summary>The federation of an actor system; starts it the first time.</summary>
    /// <exception cref="FederationStartException">The system was not made by <see cref="FederationSystem"/>.</exception>
    public static Federation Get(ActorSystem system) => system.WithExtension<Federation, Provider>();

    /// <summary>Makes the extension; actor systems ask for it.</summary>
    public sealed class Provider : ExtensionIdProvider<Federation>
    {
        /// <inheritdoc/>
        public override Federation CreateExtension(ExtendedActorSystem system)
        {
            var runtime = RuntimeFactory.Create(system);
            var state = new FederationState();
            var rooms = FederationRooms.Of(system, runtime.Settings);
            system.ActorOf(FederationGuardian.Props(runtime, rooms, state), FederationRooms.Guardian);
            return new Federation(system, runtime, state);
        }
    }
}
