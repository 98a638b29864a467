using AkkaFederation.Membership;

namespace AkkaFederation.Core.Tests.Membership;

public sealed class ConvergenceTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Random_interleavings_of_the_same_assertions_end_in_the_same_tables(int seed)
    {
        const int subjects = 4;
        var random = new Random(seed);
        var items = Enumerable.Range(0, 40).Select(i => new GossipItem(Random(random, subjects, (ulong)i))).ToArray();
        string? first = null;
        for (var run = 0; run < 12; run++)
        {
            var core = new MembershipCore(
                TestOptions.Lan, new SelfState(TestKeys.Record(20, "akka.ssl.tcp://fed@10.0.0.21:1"), 1, TestKeys.Signer(20)), TestKeys.Scheme, new Random(run), TimeSpan.Zero);
            for (var i = 0; i < subjects; i++)
                core.Step(new RegisterPeer(TestKeys.SignedRecord(i, VirtualNetwork.EndpointOf(i))), TimeSpan.Zero);
            random.Shuffle(items);
            foreach (var item in items)
            {
                core.Step(new Received(TestKeys.Did(0), VirtualNetwork.EndpointOf(0), new News { Gossip = [item] }), TimeSpan.Zero);
                core.CheckInvariants();
            }

            first ??= core.Table.Canonical();
            Assert.True(first == core.Table.Canonical(), $"seed {seed}, run {run}:\n{first}\n{core.Table.Canonical()}");
        }
    }

    // Farewells are left to the table's own property test: here all stay members.
    private static Assertion Random(Random random, int subjects, ulong sequence)
    {
        var subject = random.Next(subjects);
        var other = (subject + 1 + random.Next(subjects - 1)) % subjects;
        return random.Next(2) == 0
            ? TestAssertions.Signed(AssertionKind.Alive, subject, subject, (ulong)random.Next(1, 5), sequence: sequence)
            : TestAssertions.Signed(AssertionKind.Suspect, subject, other, (ulong)random.Next(1, 5), sequence: sequence);
    }
}
