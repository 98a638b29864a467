using System.Text;
using Akka.Actor;
using AkkaFederation.Hosting;

namespace AkkaFederation.Tests.Consensus;

/// <summary>A state machine of the embedding application in a federation of one, whole actor system.</summary>
public sealed class StateMachineTests
{
    [Fact]
    public async Task The_result_of_apply_comes_with_the_commit_and_a_question_sees_it()
    {
        await using var federation = new TestFederation(1) { StateMachine = _ => new Tally() };
        await federation.StartAll();
        await using var client = federation.Client();

        var first = Assert.IsType<ProposalOutcome.Committed>(await client.ProposeAsync("3"u8.ToArray()));
        var second = Assert.IsType<ProposalOutcome.Committed>(await client.ProposeAsync("4"u8.ToArray()));

        Assert.Equal("3", Text(first.Result!.Value));
        Assert.Equal("7", Text(second.Result!.Value));
        Assert.NotNull(second.Certificate);
        Assert.Equal("sum 7", Text(await client.QueryAsync(federation.AddressOf("node1"), "sum"u8.ToArray())));
    }

    [Fact]
    public async Task A_state_machine_that_throws_ends_the_node_s_part_and_names_the_entry()
    {
        await using var federation = new TestFederation(1) { StateMachine = _ => new Tally() };
        await federation.StartAll();
        await using var client = federation.Client();
        var node = Federation.Get(federation.System("node1"));

        var outcome = client.ProposeAsync("no number"u8.ToArray(), new ProposeOptions { Ttl = TimeSpan.FromSeconds(5) });
        var error = await node.WhenEnded.WaitAsync(TestFederation.Patience);

        Assert.Contains("the state machine failed at entry", error.Message);
        Assert.Contains("FormatException", error.Message);
        Assert.IsNotType<ProposalOutcome.Committed>(await outcome);
    }

    [Fact]
    public async Task A_bad_question_is_the_asker_s_trouble_and_the_node_goes_on()
    {
        await using var federation = new TestFederation(1) { StateMachine = _ => new Tally() };
        await federation.StartAll();
        await using var client = federation.Client();

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => client.QueryAsync(federation.AddressOf("node1"), "what"u8.ToArray()));

        Assert.Contains("only 'sum' is known", refused.Message);
        Assert.IsType<ProposalOutcome.Committed>(await client.ProposeAsync("1"u8.ToArray()));
    }

    [Fact]
    public async Task Without_a_state_machine_there_is_no_result_and_no_answer()
    {
        await using var federation = new TestFederation(1, "bootstrap-expect = 1, state-machine = none");
        await federation.StartAll();
        await using var client = federation.Client();

        Assert.Null(Assert.IsType<ProposalOutcome.Committed>(await client.ProposeAsync("1"u8.ToArray())).Result);
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => client.QueryAsync(federation.AddressOf("node1"), "sum"u8.ToArray()));
        Assert.Contains("no state machine", refused.Message);
    }

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    internal sealed class Tally : IStateMachine
    {
        private long _sum;

        public ReadOnlyMemory<byte> Apply(in StateMachineEntry entry)
        {
            _sum += long.Parse(Encoding.UTF8.GetString(entry.Payload.Span), System.Globalization.CultureInfo.InvariantCulture);
            return Encoding.UTF8.GetBytes(_sum.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        public ReadOnlyMemory<byte> Query(ReadOnlyMemory<byte> question) => Text(question) == "sum"
            ? Encoding.UTF8.GetBytes($"sum {_sum}")
            : throw new ArgumentException("only 'sum' is known");

        public IStateSnapshot Snapshot() => StateSnapshot.Of(BitConverter.GetBytes(_sum));

        public void Restore(Stream snapshot)
        {
            Span<byte> bytes = stackalloc byte[8];
            snapshot.ReadExactly(bytes);
            _sum = BitConverter.ToInt64(bytes);
        }
    }
}
