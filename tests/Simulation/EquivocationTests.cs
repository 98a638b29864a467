using Akka.Actor;
using AkkaFederation.Consensus;
using AkkaFederation.Identity;
using AkkaFederation.Membership;
using AkkaFederation.TestKit;

namespace AkkaFederation.Simulation.Tests;

/// <summary>
/// A20 among whole nodes: one voter's key says one thing to one node and another to the next. The others find it out by
/// telling each other what they have seen, keep the evidence, and hold the key for what it is.
/// </summary>
public sealed class EquivocationTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly SimulatedWorld _world = new(77, new SimulatedWorldOptions { Nodes = 4 });
    private readonly SimulatedClient _client;
    private readonly Dictionary<string, List<EquivocationEvidence>> _published = [];
    private readonly Dictionary<string, IActorRef> _listeners = [];

    public EquivocationTests()
    {
        foreach (var node in _world.Nodes)
        {
            _published[node.Name] = [];
            node.OnStart(system => _listeners[node.Name] = system.ActorOf(Props.Create(() => new Listener(_published[node.Name]))));
        }

        _world.StartAll();
        _client = _world.AddClient("client");
        Assert.True(_world.RunUntil(() => _world.Leader is not null, Patience));
        Assert.True(_world.RunUntil(
            () =>
            {
                if (_world.Acknowledged == 0) _client.Propose();
                return _world.Acknowledged > 0;
            },
            Patience));
    }

    private SimulatedNode Liar => _world.Nodes.First(n => n != _world.Leader);

    private SimulatedNode[] Honest => [.. _world.Nodes.Where(n => n != Liar)];

    private Genesis Genesis => ProofsOf(_world.Nodes[0]).Chain.Genesis;

    [Fact]
    public void A20_two_votes_in_one_term_told_to_two_nodes_are_found_proven_and_kept()
    {
        var liar = Liar;
        var honest = Honest;
        var term = _world.CoreOf(honest[0])!.Raft.Term + 1000;
        foreach (var told in honest[..2]) Send(liar, told, new VoteResponse(liar.Id, told.Id, term, true) { Signature = Sign(liar, VoteStatement.Create(Genesis.Hash, term, told.Id)) });
        AssertFound(liar, honest, EvidenceKind.Vote);
    }

    [Fact]
    public void A20_two_roots_of_one_size_told_to_two_nodes_are_found_proven_and_kept()
    {
        var liar = Liar;
        var honest = Honest;
        foreach (var (told, root) in honest[..2].Zip([(byte)1, (byte)2]))
        {
            var seal = SealStatement.Create(Genesis.Hash, 0, 9, 5000, Enumerable.Repeat(root, 32).ToArray());
            Send(liar, told, new StatementsSeen(liar.Id, told.Id, [new SignedStatement(liar.Id, seal.Bytes, Sign(liar, seal.Bytes))]));
        }

        AssertFound(liar, honest, EvidenceKind.Seal);
    }

    [Fact]
    public void A_calm_federation_keeps_no_evidence_and_refuses_nothing()
    {
        for (var i = 0; i < 20; i++)
        {
            _client.Propose();
            _world.Run(TimeSpan.FromSeconds(2));
        }

        Assert.All(_world.Nodes, n => Assert.Empty(ProofsOf(n).Evidence));
        Assert.All(_world.Nodes, n => Assert.Equal((0, 0), (ProofsOf(n).Refused, ProofsOf(n).RefusedStatements)));
        Assert.Empty(_world.Violations);
    }

    private void AssertFound(SimulatedNode liar, SimulatedNode[] honest, EvidenceKind kind)
    {
        Assert.True(_world.RunUntil(() => honest.All(n => ProofsOf(n).Evidence.Count > 0), Patience), "not found");
        foreach (var node in honest)
        {
            var evidence = Assert.Single(ProofsOf(node).Evidence);
            Assert.True(evidence.Verify(Genesis, _world.Identities.Scheme, out var reason), reason);
            Assert.True(evidence.TryGetSlot(Genesis, out var slot, out _));
            Assert.Equal((liar.Id, kind), (evidence.Signer, slot.Kind));
        }

        Assert.True(_world.RunUntil(() => honest.All(n => Sees(n, liar) == PeerStatus.Degraded), Patience), "membership was not told");
        Assert.All(honest, n => Assert.Equal(liar.Id, Assert.Single(_published[n.Name]).Signer));

        // A restart brings it back from disk, to consensus and membership, and does not publish it again.
        honest[0].Crash();
        honest[0].Start();
        Assert.True(_world.RunUntil(() => Sees(honest[0], liar) == PeerStatus.Degraded && _world.ProofsOf(honest[0])?.Evidence.Count == 1, Patience), "lost in a restart");
        Assert.Single(_published[honest[0].Name]);
        Assert.Contains(liar.Id, _world.CoreOf(honest[0])!.Raft.Accused);

        // The federation goes on: evidence names a key, it stops nobody.
        var wanted = _world.Acknowledged + 1;
        _client.Propose();
        Assert.True(_world.RunUntil(() => _world.Acknowledged >= wanted, Patience));
    }

    // By the scheme itself, not by the node's signer: the checkers of the world are about nodes, and these are honest.
    private byte[] Sign(SimulatedNode node, byte[] statement) => ((SimulatedSignatures)_world.Identities.Scheme).Sign(node.Id, statement);

    private void Send(SimulatedNode from, SimulatedNode to, object message)
    {
        var wrapped = message is PeerMessage peer ? (object)new PeerEnvelope(Genesis.Hash, peer) : new ProofEnvelope(Genesis.Hash, (ProofMessage)message);
        _world.Loop.Enter(from.Process!, () => from.System!.ActorSelection($"{to.Address}/user/federation/consensus").Tell(wrapped, _listeners[from.Name]));
    }

    private ProofsCore ProofsOf(SimulatedNode node) => _world.ProofsOf(node)!;

    private static PeerStatus? Sees(SimulatedNode node, SimulatedNode other) => node.Membership?.Find(other.Id)?.Status;

    private sealed class Listener : ReceiveActor
    {
        public Listener(List<EquivocationEvidence> published)
        {
            Context.System.EventStream.Subscribe(Self, typeof(ConsensusEvent.EquivocationProven));
            Receive<ConsensusEvent.EquivocationProven>(e => published.Add(e.Evidence));
        }
    }
}
