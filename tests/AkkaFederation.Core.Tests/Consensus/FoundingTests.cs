using AkkaFederation.Consensus;
using AkkaFederation.Identity;

namespace AkkaFederation.Core.Tests.Consensus;

/// <summary>How peers come to one genesis, and never to two that share a member (SPEC 5, A32).</summary>
public sealed class FoundingTests
{
    private readonly Dictionary<Did, FoundingCore> _cores = [];
    private readonly Dictionary<Did, List<FoundingEvent>> _journals = [];
    private readonly Queue<PeerMessage> _wire = new();
    private TimeSpan _now = TimeSpan.FromSeconds(1);

    [Fact]
    public void Exactly_n_peers_found_one_federation()
    {
        var names = TestKeys.Names(3);
        foreach (var name in names) Add(name, 3);
        Know(names, names);
        Run();
        Assert.Single(_cores.Values.Select(c => c.Founded!.Genesis.ShortHash).Distinct());
        Assert.All(_cores.Values, c => Assert.True(c.Founded!.Verify(new TestVerifier(), out _)));
    }

    [Fact]
    public void One_peer_founds_a_federation_of_one()
    {
        var name = TestKeys.Name(1);
        Add(name, 1);
        Know([name], [name]);
        Assert.Equal([name], _cores[name].Founded!.Genesis.Members);
    }

    [Fact]
    public void A32_peers_that_each_expect_one_found_each_their_own_and_refuse_the_other_s()
    {
        var names = TestKeys.Names(2);
        foreach (var name in names) Add(name, 1);
        Know(names, names);
        Announce(names);
        Run();
        foreach (var name in names)
        {
            Assert.Equal([name], _cores[name].Founded!.Genesis.Members);
            Assert.Equal((1, 0), (_cores[name].RefusedForeign, _cores[name].Refused));
            Assert.Null(_cores[name].Fatal);
        }
    }

    [Fact]
    public void Who_is_not_among_the_n_hears_of_the_founding_when_it_is_met()
    {
        var names = TestKeys.Names(4);
        foreach (var name in names) Add(name, 3);
        Know(names, names);
        Run();
        Assert.True(_cores[names[3]].MayAsk);
        Announce(names);
        Run();
        Assert.Equal(_cores[names[0]].Founded!.Genesis.ShortHash, _cores[names[3]].Observed!.Genesis.ShortHash);
        Assert.True(_cores[names[3]].IsOver);
        Assert.Equal(0, _cores[names[3]].RefusedForeign);
    }

    [Fact]
    public void A32_who_waits_for_three_is_not_taken_in_by_a_founding_of_one()
    {
        var names = TestKeys.Names(4);
        Add(names[0], 1);
        foreach (var name in names[1..]) Add(name, 3);
        Know([names[0]], names);
        Announce(names);
        Run();
        Assert.All(names[1..], n => Assert.Equal((1, true), (_cores[n].RefusedForeign, _cores[n].Observed is null)));
        Know(names[1..], names[1..]);
        Run();
        Assert.All(names[1..], n => Assert.Equal(names[1..], _cores[n].Founded!.Genesis.Members));
    }

    [Fact]
    public void The_first_founding_that_an_observer_hears_of_counts_and_another_is_refused()
    {
        var names = TestKeys.Names(3);
        Add(names[0], 1);
        Add(names[1], 1);
        Add(names[2], 0);
        Know(names[..2], names);
        Announce([names[0]]);
        Run();
        Announce([names[1]]);
        Run();
        Assert.Equal([names[0]], _cores[names[2]].Observed!.Genesis.Members);
        Assert.Equal(1, _cores[names[2]].RefusedForeign);
    }

    [Fact]
    public void Founders_tell_each_peer_three_times_at_most_and_members_not_at_all()
    {
        var names = TestKeys.Names(4);
        foreach (var name in names[..3]) Add(name, 3);
        Know(names[..3], names[..3]);
        Run();
        var core = _cores[names[0]];
        var told = new List<TimeSpan>();
        for (var i = 0; i < 100; i++)
        {
            core.Announce(names, _now += TimeSpan.FromMilliseconds(500));
            told.AddRange(core.Sends.Select(m => { Assert.Equal(names[3], m.To); return _now; }));
            core.Sends.Clear();
            core.CheckInvariants();
        }

        Assert.Equal([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4)], told.Zip(told.Skip(1), (a, b) => b - a));
        Assert.Null(core.NextAnnouncement);
    }

    [Fact]
    public void Too_few_peers_found_nothing()
    {
        var names = TestKeys.Names(2);
        foreach (var name in names) Add(name, 3);
        Know(names, names);
        Run();
        Assert.All(_cores.Values, c => Assert.Null(c.Founded));
        Assert.All(_journals.Values, Assert.Empty);
    }

    [Fact]
    public void Named_voters_found_only_with_each_other()
    {
        var names = TestKeys.Names(4);
        foreach (var name in names) Add(name, 0, names[..3]);
        Know(names, names);
        Run();
        Assert.Equal(names[..3], _cores[names[0]].Founded!.Genesis.Members);
        Assert.Null(_cores[names[3]].Founded);
    }

    [Fact]
    public void Every_step_is_durable_before_it_is_told()
    {
        var names = TestKeys.Names(3);
        Add(names[0], 3);
        _cores[names[0]].Tick(names, _now);
        Assert.IsType<GenesisBinding>(Assert.Single(_cores[names[0]].Events));
        Assert.Equal(2, _cores[names[0]].Sends.OfType<GenesisOffer>().Count());
    }

    [Fact]
    public void A_signer_is_released_by_another_member_s_refusal_and_by_nothing_else()
    {
        // D knew B and C first and is bound to {B, C, D}; the others found {A, B, C}.
        var names = TestKeys.Names(4);
        foreach (var name in names) Add(name, 3);
        Know([names[3]], names[1..]);
        Know(names[..3], names);
        Run();
        Assert.Equal(names[..3], _cores[names[0]].Founded!.Genesis.Members);
        Assert.Null(_cores[names[3]].Founded);
        Assert.Single(_journals[names[3]].OfType<GenesisReleased>());
        foreach (var core in _cores.Values) core.CheckInvariants();
    }

    [Fact]
    public void A_refusal_that_is_forged_or_not_a_member_s_or_one_s_own_releases_nobody()
    {
        var names = TestKeys.Names(4);
        Add(names[0], 3);
        var core = _cores[names[0]];
        core.Tick(names[..3], _now);
        var genesis = Genesis.Create("test", names[..3]);
        foreach (var refusal in new[]
                 {
                     GenesisRefusal.Sign(genesis.Hash, new TestSigner(names[3])),
                     GenesisRefusal.Sign(genesis.Hash, new TestSigner(names[1])) with { Refuser = names[2] },
                     GenesisRefusal.Sign(new byte[32], new TestSigner(names[1])),
                     GenesisRefusal.Sign(genesis.Hash, new TestSigner(names[0])),
                 })
        {
            core.Step(new GenesisRefused(names[1], names[0], refusal));
        }

        Assert.DoesNotContain(core.Events, e => e is GenesisReleased);
        core.Step(new GenesisRefused(names[1], names[0], GenesisRefusal.Sign(genesis.Hash, new TestSigner(names[1]))));
        Assert.Contains(core.Events, e => e is GenesisReleased);
    }

    [Fact]
    public void After_a_crash_a_signer_is_still_bound_and_offers_the_same_signature()
    {
        var names = TestKeys.Names(3);
        foreach (var name in names) Add(name, 3);
        Know([names[0]], names);
        Carry();
        _wire.Clear();
        Restart(names[0], 3);
        Know(names, names);
        Run();
        Assert.All(_cores.Values, c => Assert.NotNull(c.Founded));
        Assert.Single(_journals[names[0]].OfType<GenesisBinding>());
    }

    [Fact]
    public void A_member_that_missed_the_end_is_told_by_any_other()
    {
        var names = TestKeys.Names(3);
        foreach (var name in names) Add(name, 3);
        Know(names, names);
        Run(drop: m => m is GenesisProof || (m is GenesisOffer && m.To == names[2]));
        Assert.Null(_cores[names[2]].Founded);
        Run();
        Assert.NotNull(_cores[names[2]].Founded);
    }

    [Fact]
    public void E22_a_key_that_has_signed_and_whose_database_is_gone_takes_no_part()
    {
        // With real keys: the same key never makes the same signature twice.
        var signers = new[] { EcdsaP256Signer.Generate(), EcdsaP256Signer.Generate() };
        var names = signers.Select(s => s.Id).ToArray();
        var options = new FoundingOptions { ClusterId = "test", Expect = 2 };
        foreach (var signer in signers)
        {
            _journals[signer.Id] = [];
            _cores[signer.Id] = new FoundingCore(options, signer, new EcdsaP256Scheme());
        }

        Know(names, names);
        Run();
        Assert.NotNull(_cores[names[0]].Founded);
        _cores[names[0]] = new FoundingCore(options, signers[0], new EcdsaP256Scheme());
        Know([names[0]], names);
        Run();
        Assert.Contains("does not know of it", _cores[names[0]].Fatal);
        Assert.Null(_cores[names[0]].Founded);
    }

    [Fact]
    public void Another_cluster_s_offer_and_a_forged_one_are_refused_and_counted()
    {
        var names = TestKeys.Names(3);
        Add(names[0], 3);
        var core = _cores[names[0]];
        var foreign = Genesis.Create("other", names);
        core.Step(new GenesisOffer(names[1], names[0], foreign.Document, new TestSigner(names[1]).Sign(foreign.Document)));
        var forged = Genesis.Create("test", names);
        core.Step(new GenesisOffer(names[1], names[0], forged.Document, new TestSigner(names[2]).Sign(forged.Document)));
        core.Step(new GenesisOffer(names[1], names[0], [1, 2, 3], []));
        Assert.Equal(3, core.Refused);
        Assert.Empty(core.Events);
    }

    private void Add(Did name, int expect, IReadOnlyList<Did>? voters = null)
    {
        _journals.TryAdd(name, []);
        _cores[name] = new FoundingCore(
            new FoundingOptions { ClusterId = "test", Expect = expect, InitialVoters = voters ?? [] }, new TestSigner(name), new TestVerifier());
    }

    private void Restart(Did name, int expect)
    {
        Add(name, expect);
        foreach (var e in _journals[name]) _cores[name].Recover(e);
    }

    private void Know(IEnumerable<Did> nodes, IReadOnlyCollection<Did> known)
    {
        foreach (var node in nodes) _cores[node].Tick(known, _now);
        Carry();
    }

    private void Announce(IReadOnlyCollection<Did> nodes)
    {
        foreach (var node in nodes) _cores[node].Announce([.. _cores.Keys], _now);
        Carry();
    }

    private void Carry()
    {
        foreach (var (name, core) in _cores)
        {
            _journals[name].AddRange(core.Events);
            core.Events.Clear();
            foreach (var message in core.Sends) _wire.Enqueue(message);
            core.Sends.Clear();
        }
    }

    private void Run(Func<PeerMessage, bool>? drop = null)
    {
        for (var round = 0; round < 10; round++)
        {
            _now += TimeSpan.FromSeconds(1);
            foreach (var core in _cores.Values) core.Tick([], _now);
            Carry();
            while (_wire.TryDequeue(out var message))
            {
                if (drop?.Invoke(message) == true) continue;
                _cores[message.To].Step(message);
                Carry();
            }
        }
    }
}
