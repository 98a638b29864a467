using AkkaFederation.Identity;
using AkkaFederation.Membership;

namespace AkkaFederation.Core.Tests.Membership;

public sealed class BootstrapTests
{
    private static readonly HashSet<Did> Nobody = [];
    private readonly Did _self = TestKeys.Did(0);
    private TimeSpan _now;

    [Fact]
    public void Every_seed_but_the_node_itself_is_contacted_at_once()
    {
        var bootstrap = Create("a", "own", "b", "a");
        Assert.Equal(["a", "b"], Tick(bootstrap, Nobody).Select(c => c.Address));
    }

    [Fact]
    public void While_alone_the_pauses_double_up_to_the_longest_and_never_end()
    {
        var bootstrap = Create("a");
        var times = Contacts(bootstrap, Nobody, TimeSpan.FromSeconds(60));
        var pauses = times.Zip(times.Skip(1), (a, b) => (b - a).TotalMilliseconds).ToArray();
        double[] expected = [100, 200, 400, 800, 1_000, 1_000];
        for (var i = 0; i < pauses.Length; i++)
        {
            var middle = expected[Math.Min(i, expected.Length - 1)];
            Assert.InRange(pauses[i], 0.8 * middle, 1.2 * middle);
        }

        Assert.True(pauses.Length > 45);
    }

    [Fact]
    public void Adverts_that_name_another_address_with_every_packet_are_not_dialled_as_fast_and_keep_no_honest_one_out_A31()
    {
        var bootstrap = Create();
        var dialled = new List<string>();
        for (var i = 0; i < 60_000; i++)
        {
            bootstrap.Step(new ContactHints("mdns", i < 10_000 ? [$"akka.ssl.tcp://x@10.0.0.1:{i}"] : [$"akka.ssl.tcp://x@10.0.0.1:{i}", "honest"]), _now);
            dialled.AddRange(Tick(bootstrap, Nobody).Select(c => c.Address));
            _now += TimeSpan.FromMilliseconds(1);
        }

        bootstrap.CheckInvariants();
        Assert.InRange(dialled.Count(a => a != "honest"), 1, 60);
        Assert.Contains("honest", dialled);
    }

    [Fact]
    public void A_met_seed_is_left_alone_while_it_lives_and_sought_again_when_it_does_not()
    {
        var bootstrap = Create("a");
        var token = Tick(bootstrap, Nobody).Single().Token;
        var seed = TestKeys.Did(1);
        bootstrap.Step(new SeedMet(token, seed), _now);
        Assert.Empty(Contacts(bootstrap, new HashSet<Did> { seed }, TimeSpan.FromSeconds(60)));
        Assert.NotEmpty(Contacts(bootstrap, Nobody, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void A_seed_that_was_never_met_is_still_tried_slowly_when_others_are_known()
    {
        var bootstrap = Create("a");
        var times = Contacts(bootstrap, new HashSet<Did> { TestKeys.Did(2) }, TimeSpan.FromSeconds(100));
        Assert.InRange(times.Count, 8, 14);
    }

    [Fact]
    public void A_seed_that_turns_out_to_be_this_node_is_not_contacted_again()
    {
        var bootstrap = Create("own-by-another-name");
        bootstrap.Step(new SeedMet(Tick(bootstrap, Nobody).Single().Token, _self), _now);
        Assert.Empty(Contacts(bootstrap, Nobody, TimeSpan.FromSeconds(60)));
        bootstrap.CheckInvariants();
    }

    [Fact]
    public void An_answer_to_a_token_that_was_never_given_out_means_nothing()
    {
        var bootstrap = Create("a");
        bootstrap.Step(new SeedMet(0, TestKeys.Did(1)), _now);
        Assert.Single(Tick(bootstrap, new HashSet<Did> { TestKeys.Did(1) }));
    }

    [Fact]
    public void A_hint_is_a_seed_until_its_source_no_longer_names_it()
    {
        var bootstrap = Create();
        bootstrap.Step(new ContactHints("mdns", ["a", "own", "b"]), _now);
        Assert.Equal(["a", "b"], Tick(bootstrap, Nobody).Select(c => c.Address));
        bootstrap.Step(new ContactHints("mdns", ["b"]), _now);
        var later = Addresses(bootstrap, TimeSpan.FromSeconds(60));
        Assert.Equal(["b"], later.Distinct());
    }

    [Fact]
    public void What_two_sources_name_stays_while_one_of_them_does()
    {
        var bootstrap = Create("a");
        bootstrap.Step(new ContactHints("mdns", ["a"]), _now);
        bootstrap.Step(new ContactHints("mdns", []), _now);
        Assert.NotEmpty(Addresses(bootstrap, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void A_source_that_names_too_many_is_held_to_the_limit_and_what_others_named_stays_A31()
    {
        var bootstrap = Create("a");
        bootstrap.Step(new ContactHints("mdns", [.. Enumerable.Range(0, 100_000).Select(i => $"fake-{i}")]), _now);
        Assert.InRange(Tick(bootstrap, Nobody).Count, 30, 40);
        Assert.Contains("a", Addresses(bootstrap, TimeSpan.FromSeconds(2)));
        Assert.Equal(Bootstrap.MaxHints + 1, Addresses(bootstrap, TimeSpan.FromSeconds(60)).Distinct().Count());
    }

    [Fact]
    public void Hints_are_dialled_at_a_slower_pace_than_configured_seeds()
    {
        var bootstrap = Create("configured");
        bootstrap.Step(new ContactHints("mdns", ["found"]), _now);
        var contacts = Addresses(bootstrap, TimeSpan.FromSeconds(100));
        Assert.InRange(contacts.Count(a => a == "configured"), 80, 130);
        Assert.InRange(contacts.Count(a => a == "found"), 8, 25);
    }

    private Bootstrap Create(params string[] seeds) => new(TestOptions.Lan, seeds, _self, "own", new Random(1), _now);

    private List<ContactAddress> Tick(Bootstrap bootstrap, IReadOnlySet<Did> living)
    {
        bootstrap.ClearEffects();
        bootstrap.Step(new BootstrapTick(living), _now);
        bootstrap.CheckInvariants();
        return [.. bootstrap.Effects.OfType<ContactAddress>()];
    }

    // Follows the alarms that the core asks for, as its actor does.
    private List<TimeSpan> Contacts(Bootstrap bootstrap, IReadOnlySet<Did> living, TimeSpan time) =>
        Follow(bootstrap, living, time, _ => _now);

    private List<string> Addresses(Bootstrap bootstrap, TimeSpan time) => Follow(bootstrap, Nobody, time, c => c.Address);

    private List<T> Follow<T>(Bootstrap bootstrap, IReadOnlySet<Did> living, TimeSpan time, Func<ContactAddress, T> select)
    {
        var until = _now + time;
        var contacts = new List<T>();
        while (true)
        {
            contacts.AddRange(Tick(bootstrap, living).Select(select));
            if (bootstrap.Effects.OfType<SetBootstrapAlarm>().LastOrDefault() is not { } alarm || alarm.At > until) break;
            _now = alarm.At;
        }

        _now = until;
        return contacts;
    }
}
