using AkkaFederation.Membership;
using FsCheck;
using FsCheck.Fluent;

namespace AkkaFederation.Core.Tests.Membership;

public sealed class AssertionTableTests
{
    [Fact]
    public void The_same_statements_in_any_order_and_number_end_in_the_same_table()
    {
        var cases = Gen.Choose(0, (3 * 6 * 4) - 1).ArrayOf(24)
            .SelectMany(items => Gen.Choose(0, int.MaxValue).Select(seed => (Items: items.Select(Statement).ToArray(), Seed: seed)));
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var (items, seed) = c;
            var random = new Random(seed);
            var again = items.Concat(items.Take(8)).ToArray();
            random.Shuffle(again);
            return TableOf(items) == TableOf(again);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_higher_incarnation_ends_every_older_suspicion()
    {
        var table = Known();
        Assert.True(table.Merge(TestAssertions.Make(AssertionKind.Suspect, 0, 1, 1)));
        Assert.True(table.Merge(TestAssertions.Make(AssertionKind.Suspect, 0, 2, 1)));
        Assert.True(table.Merge(TestAssertions.Make(AssertionKind.Alive, 0, 0, 2)));
        Assert.Empty(table.Find(TestKeys.Did(0))!.Suspicions);
        Assert.False(table.Merge(TestAssertions.Make(AssertionKind.Suspect, 0, 1, 1, sequence: 9)));
        table.CheckInvariants();
    }

    [Fact]
    public void Of_one_incarnation_a_farewell_outranks_alive_and_only_a_higher_one_comes_back()
    {
        var table = Known();
        Assert.True(table.Merge(TestAssertions.Make(AssertionKind.Leave, 0, 0, 3)));
        Assert.False(table.Merge(TestAssertions.Make(AssertionKind.Alive, 0, 0, 3, epoch: 9, sequence: 9)));
        Assert.True(table.Find(TestKeys.Did(0))!.Left);
        Assert.True(table.Merge(TestAssertions.Make(AssertionKind.Alive, 0, 0, 4)));
        Assert.False(table.Find(TestKeys.Did(0))!.Left);
    }

    [Fact]
    public void A_record_counts_as_its_owners_alive()
    {
        var table = Known();
        Assert.True(table.Merge(TestAssertions.Make(AssertionKind.Leave, 0, 0, 3)));
        Assert.True(table.Merge(TestKeys.Record(0, "akka.ssl.tcp://fed@10.0.0.1:1", incarnation: 4)));
        Assert.False(table.Find(TestKeys.Did(0))!.Left);
        Assert.Equal(4UL, table.Find(TestKeys.Did(0))!.Incarnation);
    }

    private static string TableOf(IEnumerable<object> items)
    {
        var table = Known();
        foreach (var item in items)
        {
            if (item is Assertion assertion) table.Merge(assertion);
            else table.Merge((AkkaFederation.Identity.PeerRecord)item);
            table.CheckInvariants();
        }

        return table.Canonical();
    }

    private static AssertionTable Known()
    {
        var table = new AssertionTable();
        for (var i = 0; i < 3; i++) table.Merge(TestKeys.Record(i, "akka.ssl.tcp://fed@10.0.0.1:1"));
        return table;
    }

    private static object Statement(int code) => Statement(code % 3, code / 3 % 6, (code / 18) + 1);

    private static object Statement(int subject, int what, int incarnation) => what switch
    {
        0 => TestAssertions.Make(AssertionKind.Alive, subject, subject, (ulong)incarnation),
        1 => TestAssertions.Make(AssertionKind.Leave, subject, subject, (ulong)incarnation),
        2 => TestKeys.Record(subject, "akka.ssl.tcp://fed@10.0.0.1:1", incarnation: (ulong)incarnation),
        3 => TestKeys.Record(subject, "akka.ssl.tcp://fed@10.0.0.2:2", incarnation: (ulong)incarnation),
        _ => TestAssertions.Make(AssertionKind.Suspect, subject, (subject + what - 3) % 3, (ulong)incarnation, epoch: (ulong)what),
    };
}
