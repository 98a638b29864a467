using System.Collections.Immutable;
using AkkaFederation.Membership;

namespace AkkaFederation.Core.Tests.Membership;

/// <summary>
/// Whatever arrives, in whatever order and at whatever time: no exception (it would cost the node its view), every
/// invariant after every step, and bounded memory. A failure names its seed.
/// </summary>
public sealed class RoughWeatherTests
{
    private const int Peers = 12;
    private const int MaxPeers = 8;
    private static readonly GossipItem[] Statements = [.. MakeStatements()];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void No_input_breaks_an_invariant(int seed)
    {
        var random = new Random(seed);
        var options = TestOptions.Lan with { MaxPeers = MaxPeers, EvictedRetention = TimeSpan.FromSeconds(30), Ttl = TimeSpan.FromSeconds(20) };
        var self = new SelfState(TestKeys.Record(0, VirtualNetwork.EndpointOf(0)), 1, TestKeys.Signer(0));
        var core = new MembershipCore(options, self, TestKeys.Scheme, random, TimeSpan.Zero);
        var now = TimeSpan.Zero;
        var nonces = new List<ulong>();
        for (var step = 0; step < 4_000; step++)
        {
            now += TimeSpan.FromMilliseconds(random.Next(20) == 0 ? random.Next(30_000) : random.Next(300));
            var input = Input(random, core, nonces);
            try
            {
                core.Step(input, now);
                core.CheckInvariants();
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}, step {step}, {input}: {e}");
            }

            Assert.InRange(core.Snapshot().Peers.Length, 0, MaxPeers);
            Assert.InRange(core.WaitingNews, 0, 4 * Peers * Peers);
            nonces.AddRange(core.Effects.OfType<SendToPeer>().Select(e => e.Message switch { Ping p => p.Sequence, PingRequest r => r.Nonce, _ => 0UL }));
            core.ClearEffects();
        }

        Assert.True(core.Counters.RefusedTotal > 100, "the weather was not rough");
        Assert.InRange(core.Incarnation, 2UL, options.MaxIncarnationJump);
    }

    private static MembershipInput Input(Random random, MembershipCore core, List<ulong> numbers)
    {
        var from = TestKeys.Did(random.Next(Peers));
        return random.Next(12) switch
        {
            0 or 1 or 2 => Tick.Instance,
            3 => new DeregisterPeer(from),
            4 => new ContactSeed("akka.ssl.tcp://fed@10.1.1.1:1", Number(random, numbers)),
            5 => new RegisterPeer(TestKeys.SignedRecord(random.Next(1, Peers), VirtualNetwork.EndpointOf(random.Next(40)), incarnation: (ulong)random.Next(1, 9))),
            _ => new Received(from, "akka.ssl.tcp://fed@10.2.2.2:2", Message(random, core, numbers) with { Gossip = News(random) }),
        };
    }

    private static MembershipMessage Message(Random random, MembershipCore core, List<ulong> numbers)
    {
        var target = random.Next(2) == 0 ? core.Self : TestKeys.Did(random.Next(Peers));
        return random.Next(9) switch
        {
            0 => new Ping(Number(random, numbers), target, Number(random, numbers)),
            1 => new Ack(Number(random, numbers), random.Next(2) == 0 ? null : Proof(random, numbers)),
            2 => new PingRequest(Number(random, numbers), target, Number(random, numbers)),
            3 => new IndirectAck(Number(random, numbers), target, Proof(random, numbers)),
            4 => new Join(TestKeys.SignedRecord(random.Next(Peers), VirtualNetwork.EndpointOf(random.Next(40)), incarnation: (ulong)random.Next(4)), Number(random, numbers)),
            5 => new Welcome(Number(random, numbers)),
            6 => new SyncRequest(target, TestKeys.Did(random.Next(Peers)), Digest(random), random.Next(2) == 0),
            7 => new Obituary(random.Next(2) == 0 ? core.Incarnation : Number(random, numbers)),
            _ => new News(),
        };
    }

    private static Assertion Proof(Random random, List<ulong> numbers)
    {
        var peer = random.Next(Peers);
        return TestAssertions.Signed(AssertionKind.Proof, peer, peer, 1, epoch: Number(random, numbers), sequence: 0);
    }

    private static ImmutableArray<GossipItem> News(Random random) =>
        [.. Enumerable.Range(0, random.Next(5)).Select(_ => Statements[random.Next(Statements.Length)])];

    private static ImmutableArray<DigestEntry> Digest(Random random) =>
        [.. Enumerable.Range(0, random.Next(6)).Select(_ => new DigestEntry(TestKeys.Did(random.Next(20)), (ulong)random.Next(4), (ulong)random.Next(4), random.Next(2) == 0))];

    private static ulong Number(Random random, List<ulong> numbers) => random.Next(4) switch
    {
        0 => ulong.MaxValue,
        1 => (ulong)random.Next(5),
        _ => numbers.Count == 0 ? 1 : numbers[random.Next(numbers.Count)],
    };

    // Signed beforehand, honest and forged alike: a step should cost a verification at most.
    private static IEnumerable<GossipItem> MakeStatements()
    {
        var random = new Random(99);
        ulong[] incarnations = [0, 1, 2, 3, 4, 1UL << 21, MembershipOptions.MaxIncarnation, ulong.MaxValue];
        for (var i = 0; i < 400; i++)
        {
            var (subject, asserter) = (random.Next(Peers), random.Next(Peers));
            var incarnation = incarnations[random.Next(incarnations.Length)];
            var kind = (AssertionKind)random.Next(1, 5);
            yield return (i % 4) switch
            {
                0 => new GossipItem(TestKeys.SignedRecord(subject, VirtualNetwork.EndpointOf(random.Next(40)), random.Next(5) == 0 ? "another" : "test", incarnation)),
                1 => new GossipItem(TestAssertions.Signed(kind, subject, kind == AssertionKind.Suspect ? asserter : subject, incarnation, epoch: (ulong)random.Next(3))),
                2 => new GossipItem(TestAssertions.Signed(kind, subject, asserter, incarnation)),
                _ => new GossipItem(TestAssertions.Forged(kind, subject, asserter, incarnation, forger: random.Next(Peers))),
            };
        }
    }
}
