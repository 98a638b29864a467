using System.Runtime.CompilerServices;
using Akka.Actor;
using AkkaFederation.Client;
using AkkaFederation.Consensus;
using AkkaFederation.Identity;
using AkkaFederation.Wire;
using Google.Protobuf;

namespace AkkaFederation;

/// <summary>
/// Proposes to a federation and reads from it, from any actor system that holds a certificate of its CA. One client has one
/// logged session; it retries a proposal under the same number on other nodes until its time is out, and the log takes it
/// at most once. Any number of proposals may be in progress at once. Thread-safe.
/// </summary>
public sealed partial class FederationClient : IAsyncDisposable
{
    private static readonly TimeSpan QueryTimeout = TimeSpan.FromSeconds(5);
    private readonly ClientNodes _nodes;
    private readonly Did _self;
    private readonly ProposalGate _gate = new();
    private readonly IActorRef _actor;
    private readonly ActorSystem _system;

    private FederationClient(ActorSystem system, ClientNodes nodes)
    {
        var context = ClientContext.Get(system);
        _nodes = nodes;
        _system = system;
        _self = context.Runtime.Self;
        _actor = system.ActorOf(ClientActor.Props(context.Runtime, nodes, context.NextRandom(), _gate));
    }

    /// <summary>A client of the nodes at these addresses (<c>host:port</c> or <c>akka.ssl.tcp://system@host:port</c>).</summary>
    /// <exception cref="ArgumentException">No address, or one that cannot be read.</exception>
    public static FederationClient Create(ActorSystem system, IEnumerable<string> nodes) =>
        new(system, ClientNodes.Remote(system, nodes));

    /// <summary>The actor system that it lives in.</summary>
    internal ActorSystem System => _system;

    /// <summary>The nodes that it was given.</summary>
    internal ClientNodes Nodes => _nodes;

    /// <summary>Ends it, without waiting for that.</summary>
    internal void Stop() => _system.Stop(_actor);

    /// <summary>A client of the node that runs in this very actor system.</summary>
    internal static FederationClient Embedded(ActorSystem system) => new(system, ClientNodes.Local(system));

    /// <summary>How a node describes itself.</summary>
    /// <exception cref="AskTimeoutException">It did not answer within 5 s.</exception>
    public async Task<NodeStatus> GetStatusAsync(string node, CancellationToken ct = default) =>
        ClientCodec.Decode(await _nodes.Find(node).Ask<StatusReply>(new StatusRequest(), QueryTimeout, ct));

    /// <summary>The peers that a node knows, with their states and figures.</summary>
    /// <exception cref="AskTimeoutException">The node did not answer within 5 s.</exception>
    public async Task<PeerList> GetPeersAsync(string node, CancellationToken ct = default)
    {
        var target = _nodes.FindMembership(node);
        var peers = new List<PeerDetails>();
        while (true)
        {
            var request = new PeersRequest { After = peers.Count == 0 ? "" : peers[^1].Id.Value };
            var reply = await target.Ask<PeersReply>(request, QueryTimeout, ct);
            peers.AddRange(reply.Peers.Select(PeerViewCodec.Decode));
            if (reply.More && reply.Peers.Count > 0) continue;
            return new PeerList
            {
                Node = Did.Parse(reply.Did),
                Endpoint = reply.Endpoint,
                Incarnation = reply.Incarnation,
                LocalHealth = reply.LocalHealth,
                Peers = peers,
            };
        }
    }

    /// <summary>
    /// Why a node thinks of a peer as it does. The peer is named by its DID, a unique beginning or end of it, its name, or
    /// its <c>host:port</c>.
    /// </summary>
    /// <exception cref="UnknownPeerException">The node knows no such peer, or several that fit.</exception>
    /// <exception cref="AskTimeoutException">The node did not answer within 5 s.</exception>
    public async Task<PeerWhy> ExplainPeerAsync(string node, string peer, CancellationToken ct = default) =>
        PeerViewCodec.Decode(await _nodes.FindMembership(node).Ask<WhyReply>(new WhyRequest { Peer = peer }, QueryTimeout, ct));

    /// <summary>The committed entries of a node's log from an index on, up to its commit index when the end is reached.</summary>
    /// <exception cref="LogCompactedException">The node has no payloads of these entries any more.</exception>
    /// <exception cref="AskTimeoutException">The node did not answer within 5 s.</exception>
    public async IAsyncEnumerable<LogRecord> ReadLogAsync(string node, ulong fromIndex, [EnumeratorCancellation] CancellationToken ct = default)
    {
        var target = _nodes.Find(node);
        var next = Math.Max(fromIndex, 1);
        while (true)
        {
            var chunk = await target.Ask<LogChunk>(new LogRequest { From = next }, QueryTimeout, ct);
            if (chunk.FirstAvailable > next) throw new LogCompactedException(chunk.FirstAvailable);
            foreach (var entry in EntryCodec.Decode(chunk.Entries, next))
            {
                yield return ClientCodec.Decode(entry);
                next++;
            }

            if (next > chunk.CommitIndex) yield break;
        }
    }

    /// <summary>
    /// A linearisable read barrier on a node: completes once the node has applied everything that was committed when it was
    /// asked, so that what is read from it afterwards is at least as new. Costs a round of heartbeats and writes nothing.
    /// </summary>
    /// <param name="node">The node to read from; it need not lead.</param>
    /// <param name="timeout">How long to wait, up to an hour; 5 s by default.</param>
    /// <param name="ct">To give up.</param>
    /// <returns>An index that covers all that was committed, and that the node has applied.</returns>
    /// <exception cref="TimeoutException">No leader confirmed an index in time: the node may be cut off. Nothing has happened.</exception>
    /// <exception cref="InvalidOperationException">The node does not vote, or too many reads wait on it.</exception>
    /// <exception cref="AskTimeoutException">The node did not answer.</exception>
    public async Task<ulong> ReadIndexAsync(string node, TimeSpan? timeout = null, CancellationToken ct = default)
    {
        var time = timeout ?? QueryTimeout;
        CheckTimeout(time, nameof(timeout));
        var query = new ReadIndexQuery { TtlMs = (uint)Math.Ceiling(time.TotalMilliseconds) };
        var reply = await _nodes.Find(node).Ask<ReadIndexReply>(query, time + TimeSpan.FromSeconds(1), ct);
        return reply.Outcome switch
        {
            ReadOutcome.ReadReady => reply.Index,
            ReadOutcome.ReadExpired => throw new TimeoutException($"No leader confirmed an index to {node} within {time.TotalSeconds:0.###} s; ask another node, or again."),
            ReadOutcome.ReadRefused => throw new InvalidOperationException($"Too many reads wait on {node}; try again later."),
            _ => throw new InvalidOperationException($"{node} does not vote in a federation; ask one of its voters."),
        };
    }

    /// <summary>
    /// Asks a node's state machine. Linearisable: the answer reflects everything that was committed when it was asked, whatever
    /// node is asked; <paramref name="stale"/> leaves that out, and answers at once from what the node has applied.
    /// </summary>
    /// <param name="node">The node to ask; it need not lead.</param>
    /// <param name="question">What the state machine's <see cref="IStateMachine.Query"/> understands.</param>
    /// <param name="stale">Whether an old answer will do.</param>
    /// <param name="timeout">How long to wait for the read index, up to an hour; 5 s by default.</param>
    /// <param name="ct">To give up.</param>
    /// <exception cref="TimeoutException">No leader confirmed an index in time.</exception>
    /// <exception cref="InvalidOperationException">The node does not vote, has no state machine or refuses the question.</exception>
    /// <exception cref="AskTimeoutException">The node did not answer.</exception>
    public async Task<ReadOnlyMemory<byte>> QueryAsync(
        string node, ReadOnlyMemory<byte> question, bool stale = false, TimeSpan? timeout = null, CancellationToken ct = default)
    {
        var time = timeout ?? QueryTimeout;
        CheckTimeout(time, nameof(timeout));
        var asked = new MachineQuestion { Question = UnsafeByteOperations.UnsafeWrap(question), TtlMs = stale ? 0 : (uint)Math.Ceiling(time.TotalMilliseconds) };
        var reply = await _nodes.Find(node).Ask<MachineReply>(asked, time + TimeSpan.FromSeconds(1), ct);
        if (reply.Refusal.Length == 0) return reply.Answer.Memory;
        throw reply.Outcome == ReadOutcome.ReadExpired
            ? new TimeoutException($"No leader confirmed an index to {node} within {time.TotalSeconds:0.###} s; ask another node, or again.")
            : new InvalidOperationException($"{node} gives no answer: {reply.Refusal}.");
    }

    /// <summary>Root of a node's history tree over its first <paramref name="size"/> entries.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The node has not committed that many.</exception>
    /// <exception cref="AskTimeoutException">The node did not answer within 5 s.</exception>
    public async Task<LogRoot> GetLogRootAsync(string node, ulong size, CancellationToken ct = default)
    {
        var reply = await _nodes.Find(node).Ask<RootReply>(new RootRequest { Size = size }, QueryTimeout, ct);
        return reply.Root.IsEmpty
            ? throw new ArgumentOutOfRangeException(nameof(size), size, $"{node} has not committed that many entries.")
            : new LogRoot(reply.Size, reply.Root.ToByteArray());
    }

    /// <summary>The founding document that a node knows; null while the federation is not founded.</summary>
    /// <exception cref="AskTimeoutException">The node did not answer within 5 s.</exception>
    public async Task<Genesis?> GetGenesisAsync(string node, CancellationToken ct = default) =>
        (await GetSignedGenesisAsync(node, ct))?.Genesis;

    /// <summary>The text of <c>genesis.json</c> for a trust bundle; null while the federation is not founded.</summary>
    /// <exception cref="AskTimeoutException">The node did not answer within 5 s.</exception>
    public async Task<string?> GetGenesisJsonAsync(string node, CancellationToken ct = default) =>
        await GetSignedGenesisAsync(node, ct) is { } signed ? GenesisJson.Write(signed) : null;

    /// <summary>Ends the client; what is undecided is answered as such.</summary>
    public async ValueTask DisposeAsync() => await _actor.GracefulStop(QueryTimeout);

    private static void CheckTimeout(TimeSpan time, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(time, TimeSpan.Zero, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(time, TimeSpan.FromHours(1), name);
    }

    private async Task<SignedGenesis?> GetSignedGenesisAsync(string node, CancellationToken ct)
    {
        var reply = await _nodes.Find(node).Ask<GenesisReply>(new GenesisRequest(), QueryTimeout, ct);
        return reply.Genesis is null ? null : SealCodec.Decode(reply.Genesis);
    }
}
