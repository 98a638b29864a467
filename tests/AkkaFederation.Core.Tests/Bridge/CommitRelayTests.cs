using AkkaFederation.Bridge;

namespace AkkaFederation.Core.Tests.Bridge;

/// <summary>Who publishes which commit, over changes of leader, lost answers and false publications.</summary>
public sealed class CommitRelayTests
{
    private readonly CommitRelay _relay = new();

    [Fact]
    public void A_node_that_does_not_lead_asks_nothing_and_publishes_nothing()
    {
        Step(new RelayTick());
        Step(new RelaySeen(7));
        Step(new RelayFollows());
        Step(new RelayTick());

        Assert.Empty(_relay.Effects);
    }

    [Fact]
    public void A_leader_that_has_heard_nothing_begins_with_what_is_committed_in_its_own_term()
    {
        Lead(term: 3, commit: 10);

        Assert.Equal(11UL, Asked());
        Step(new RelayChunk(11, [2, 2, 3, 3], 14));

        Assert.Equal(new RelayEffect.Publish(13, 2), Assert.Single(Taken()));
        Assert.Equal(15UL, Asked());
    }

    [Fact]
    public void A_new_leader_goes_on_where_the_last_one_stopped_with_entries_of_older_terms_too()
    {
        Step(new RelaySeen(8));
        Lead(term: 3, commit: 10);

        Assert.Equal(9UL, Asked());
        Step(new RelayChunk(9, [2, 2], 10));

        Assert.Equal(new RelayEffect.Publish(9, 2), Assert.Single(Taken()));
    }

    [Fact]
    public void A_leader_whose_own_commit_lags_repeats_rather_than_leaves_out()
    {
        Step(new RelaySeen(8));
        Lead(term: 3, commit: 6);

        Assert.Equal(7UL, Asked());
    }

    [Fact]
    public void A_false_publication_cannot_silence_a_leader()
    {
        Step(new RelaySeen(ulong.MaxValue));
        Lead(term: 3, commit: 10);
        Assert.Equal(11UL, Asked());
        Step(new RelaySeen(ulong.MaxValue));
        Step(new RelayChunk(11, [3], 11));

        Assert.Equal(new RelayEffect.Publish(11, 1), Assert.Single(Taken()));
    }

    [Fact]
    public void One_question_is_open_at_a_time_and_is_asked_again_when_it_was_lost()
    {
        Step(new RelayLeads(1));
        for (var tick = 0; tick < CommitRelay.Patience; tick++) Step(new RelayTick());
        Assert.Single(Taken());

        Step(new RelayTick());
        Assert.Single(Taken());
    }

    [Fact]
    public void An_answer_to_another_question_or_to_an_earlier_leadership_is_not_taken()
    {
        Lead(term: 1, commit: 0);
        Assert.Equal(1UL, Asked());
        Step(new RelayChunk(2, [1], 2));
        Step(new RelayFollows());
        Step(new RelayChunk(1, [1], 1));

        Assert.Empty(Taken());
    }

    [Fact]
    public void An_empty_answer_publishes_nothing_and_is_followed_by_the_same_question()
    {
        Lead(term: 1, commit: 4);
        Assert.Equal(5UL, Asked());
        Step(new RelayChunk(5, [], 4));

        Assert.Empty(Taken());
        Assert.Equal(5UL, Asked());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Whoever_leads_and_whoever_crashes_a_subscriber_misses_no_commit_from_the_first_on(int seed)
    {
        var random = new Random(seed);
        var relays = Enumerable.Range(0, 3).Select(_ => new CommitRelay()).ToArray();
        var (log, heard, leader, term) = (new List<ulong>(), new List<ulong>(), 0, 0UL);
        for (var round = 0; round < 2_000; round++)
        {
            if (round == 0 || random.Next(50) == 0)
            {
                var next = random.Next(relays.Length);
                relays[leader].Step(new RelayFollows());
                leader = next;
                relays[leader].Step(new RelayLeads(++term));
            }

            for (var i = random.Next(4); i > 0; i--) log.Add(term);
            relays[leader].Step(new RelayTick());
            Answer(relays, leader, log, heard);
        }

        while (heard[^1] < (ulong)log.Count)
        {
            relays[leader].Step(new RelayTick());
            Answer(relays, leader, log, heard);
        }

        Assert.Equal(heard.Distinct().Order(), heard.Distinct());
        Assert.Equal((ulong)log.Count - heard[0] + 1, (ulong)heard.Distinct().Count());
    }

    // The log answers 3 entries at a time; what is published is heard by the subscriber and by every relay.
    private static void Answer(CommitRelay[] relays, int leader, List<ulong> log, List<ulong> heard)
    {
        var asked = relays[leader].Effects.OfType<RelayEffect.Ask>().ToArray();
        relays[leader].ClearEffects();
        foreach (var ask in asked)
        {
            var terms = ask.From > (ulong)log.Count ? [] : log.Skip((int)ask.From - 1).Take(3).ToArray();
            relays[leader].Step(new RelayChunk(ask.From, terms, (ulong)log.Count));
            relays[leader].CheckInvariants();
            var published = relays[leader].Effects.OfType<RelayEffect.Publish>().SelectMany(p => Enumerable.Range(0, p.Count).Select(i => p.First + (ulong)i)).ToArray();
            relays[leader].ClearEffects();
            heard.AddRange(published);
            foreach (var index in published)
            foreach (var relay in relays)
                relay.Step(new RelaySeen(index));
        }
    }

    private void Lead(ulong term, ulong commit)
    {
        Step(new RelayLeads(term));
        Step(new RelayTick());
        Step(new RelayChunk(Assert.IsType<RelayEffect.Ask>(Assert.Single(Taken())).From, [], commit));
        Assert.Empty(Taken());
    }

    private ulong Asked()
    {
        Step(new RelayTick());
        return Assert.IsType<RelayEffect.Ask>(Assert.Single(Taken())).From;
    }

    private void Step(RelayInput input)
    {
        _relay.Step(input);
        _relay.CheckInvariants();
    }

    private RelayEffect[] Taken()
    {
        RelayEffect[] effects = [.. _relay.Effects];
        _relay.ClearEffects();
        return effects;
    }
}
