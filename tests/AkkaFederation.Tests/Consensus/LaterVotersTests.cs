using Akka.Actor;
using AkkaFederation.Consensus;

namespace AkkaFederation.Tests.Consensus;

/// <summary>Over mutual TLS and SQLite: the voters change, and who trusts the genesis alone follows them by links.</summary>
public sealed class LaterVotersTests
{
    [StandaloneFact(StandaloneFactAttribute.PeerIdentity)]
    public async Task Links_lead_from_the_genesis_to_certificates_of_later_voters_from_any_node()
    {
        await using var federation = new TestFederation(3);
        foreach (var node in new[] { "node1", "node2", "node3" }) federation.Start(node, Quick);
        await federation.WhenReady();
        await using var client = federation.Client();
        var before = Assert.IsType<ProposalOutcome.Committed>(await client.ProposeAsync("before"u8.ToArray()));
        var trust = await federation.Trust(client);

        var chained = federation.Nodes.Select(n => Chained(federation, n, voters: 4)).ToList();
        federation.AddIdentity("node4");
        federation.Start("node4", Quick);
        chained.Add(Chained(federation, "node4", voters: 4));
        await Task.WhenAll(chained).WaitAsync(TestFederation.Patience);
        var after = Assert.IsType<ProposalOutcome.Committed>(await client.ProposeAsync("after"u8.ToArray(), new ProposeOptions { Ttl = TestFederation.Patience }));

        foreach (var node in federation.Nodes.ToArray())
        {
            var bundle = trust;
            var verifier = new CertificateVerifier(bundle);
            Assert.False(verifier.Verify(after.Certificate!, out var reason));
            Assert.Contains("the links from the genesis lead to epoch 0", reason);
            foreach (var link in await client.GetLinksAsync(federation.AddressOf(node))) Assert.True(bundle.TryExtend(link, out bundle, out reason), reason);
            verifier = new CertificateVerifier(bundle);
            Assert.True(verifier.Verify(after.Certificate!, out reason), $"{node}: {reason}");
            Assert.True(verifier.Verify(before.Certificate!, out reason), $"{node}: {reason}");
            var proof = await client.ProveConsistencyAsync(federation.AddressOf(node), after.Certificate!, before.Certificate!);
            Assert.True(proof is not null && proof.Verify(verifier, out reason), $"{node}: {reason}");
        }
    }

    private const string Quick = "consensus.witness-interval = 100ms";

    // Listens before the fourth node can have joined.
    private static Task Chained(TestFederation federation, string node, int voters)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        federation.System(node).ActorOf(Props.Create(() => new Listener(voters, seen)));
        return seen.Task;
    }

    private static void Look(Link link, int voters, TaskCompletionSource seen)
    {
        if (VoterConfiguration.TryRead(link.Payload, link.Epoch, out var configuration, out _) && configuration.Voters.Count == voters) seen.TrySetResult();
    }

    private sealed class Listener : ReceiveActor
    {
        public Listener(int voters, TaskCompletionSource seen)
        {
            Context.System.EventStream.Subscribe(Self, typeof(ConsensusEvent.ChainExtended));
            Receive<ConsensusEvent.ChainExtended>(e => Look(e.Link, voters, seen));
        }
    }
}
