using System.Net;
using AkkaFederation.Discovery;

namespace AkkaFederation.Core.Tests.Discovery;

/// <summary>RFC 6762, claim by claim, in virtual time.</summary>
public sealed class MdnsCoreTests
{
    private readonly VirtualLan _lan = new();

    [Fact]
    public void Two_hosts_find_each_other_within_two_seconds()
    {
        var (a, b) = (_lan.Join("a", 1), _lan.Join("b", 2));
        _lan.Run(2);
        Assert.Equal(["b"], a.Sees.ToArray());
        Assert.Equal(["a"], b.Sees.ToArray());
        Assert.Equal("10.0.0.2", Assert.Single(a.Core.Adverts[0].Addresses).ToString());
    }

    [Fact]
    public void Names_are_probed_three_times_250_ms_apart_before_they_are_announced_twice_a_second_apart_8()
    {
        var a = _lan.Join("a", 1);
        _lan.Run(5);
        var probes = _lan.Packets.Where(p => p.By == a && p.Message.Authorities.Count > 0).ToList();
        Assert.Equal(3, probes.Count);
        Assert.All(probes.Zip(probes.Skip(1)), p => Assert.Equal(250, (p.Second.At - p.First.At).TotalMilliseconds));
        Assert.All(probes, p => Assert.All(p.Message.Questions, q => Assert.Equal(DnsType.Any, q.Type)));
        var announced = _lan.Packets.Where(p => p.By == a && p.Message.IsResponse).ToList();
        Assert.Equal(250, (announced[0].At - probes[^1].At).TotalMilliseconds);
        Assert.Equal(1, (announced[1].At - announced[0].At).TotalSeconds);
        Assert.All(announced[0].Message.Answers, r => Assert.Equal(r.Type != DnsType.Ptr, r.CacheFlush));
    }

    [Fact]
    public void A_name_that_somebody_holds_is_left_to_them_9()
    {
        var a = _lan.Join("same", 1);
        _lan.Run(3);
        var b = _lan.Join("same", 2);
        _lan.Run(5);
        Assert.Equal("same", a.Core.Instance!.FirstLabel);
        Assert.Equal("same (2)", b.Core.Instance!.FirstLabel);
        Assert.Equal(["same (2)"], a.Sees.ToArray());
        Assert.Equal(["same"], b.Sees.ToArray());
    }

    [Fact]
    public void Of_hosts_that_probe_at_once_one_gets_the_name_8_2()
    {
        var hosts = Enumerable.Range(1, 4).Select(i => _lan.Join("same", i)).ToList();
        _lan.Run(30);
        Assert.Equal(["same", "same (2)", "same (3)", "same (4)"], hosts.Select(h => h.Core.Instance!.FirstLabel).Order(StringComparer.Ordinal));
        Assert.All(hosts, h => Assert.Equal(3, h.Sees.Length));
    }

    [Fact]
    public void A_goodbye_takes_the_advert_away_within_a_second_10_1()
    {
        var (a, b) = (_lan.Join("a", 1), _lan.Join("b", 2));
        _lan.Run(3);
        a.Step(new MdnsInput.Leave());
        _lan.Run(1.1);
        Assert.Empty(b.Sees);
    }

    [Fact]
    public void An_advert_whose_host_fell_silent_is_asked_for_at_80_85_90_95_percent_and_gone_after_60_s_5_2()
    {
        var (a, b) = (_lan.Join("a", 1), _lan.Join(null, 2));
        _lan.Run(10);
        var last = _lan.Packets.Last(p => p.By == a && p.Message.Answers.Any(r => r.Type == DnsType.Srv)).At;
        _lan.Leave(a);
        var before = _lan.Packets.Count;
        _lan.Run(59 - (_lan.Now - last).TotalSeconds);
        Assert.Equal(["a"], b.Sees.ToArray());
        var asked = _lan.Packets.Skip(before).Where(p => p.By == b && p.Message.Questions.Any(q => q.Type == DnsType.Srv)).Select(p => (p.At - last).TotalSeconds / 60).ToList();
        Assert.Equal(4, asked.Count);
        Assert.All(asked.Zip([0.80, 0.85, 0.90, 0.95]), p => Assert.InRange(p.First, p.Second, p.Second + 0.021));
        _lan.Run(2);
        Assert.Empty(b.Sees);
    }

    [Fact]
    public void A_living_host_is_kept_for_hours()
    {
        var (_, b) = (_lan.Join("a", 1), _lan.Join(null, 2));
        for (var minute = 0; minute < 120; minute++)
        {
            _lan.Run(60);
            Assert.Equal(["a"], b.Sees.ToArray());
        }
    }

    [Fact]
    public void Whoever_knows_the_answer_is_not_told_again_7_1()
    {
        var a = _lan.Join("a", 1);
        _lan.Run(10);
        Assert.Empty(Answers(a, Query(ttl: 30), 1));
        Assert.NotEmpty(Answers(a, Query(ttl: 29), 1));
    }

    [Fact]
    public void Known_answers_may_come_in_a_later_packet_7_2()
    {
        var a = _lan.Join("a", 1);
        _lan.Run(10);
        var before = _lan.Packets.Count;
        _lan.Say(a, Query(ttl: 0, flags: DnsMessage.MoreFollows));
        _lan.Run(0.3);
        var more = new DnsWriter(0, 0);
        more.TryAddAnswer(DnsRecord.Pointer(MdnsNames.Service, a.Core.Instance!, 60));
        _lan.Say(a, more);
        _lan.Run(2);
        Assert.Empty(_lan.Since(before, a));
        _lan.Say(a, Query(ttl: 0, flags: DnsMessage.MoreFollows));
        _lan.Run(0.39);
        Assert.Empty(_lan.Since(before, a));
        _lan.Run(0.2);
        Assert.NotEmpty(_lan.Since(before, a));
    }

    [Fact]
    public void A_shared_record_is_answered_after_20_to_120_ms_with_what_follows_from_it_6()
    {
        var a = _lan.Join("a", 1);
        _lan.Run(10);
        var asked = _lan.Now;
        var answer = Answers(a, Query(ttl: 0), 1).Single();
        Assert.InRange((_lan.Packets[^1].At - asked).TotalMilliseconds, 20, 120);
        Assert.Equal(DnsType.Ptr, Assert.Single(answer.Answers).Type);
        Assert.Equal([DnsType.A, DnsType.Txt, DnsType.Srv], answer.Additionals.Select(r => r.Type).Order());
    }

    [Fact]
    public void A_record_is_multicast_once_a_second_whoever_asks_6()
    {
        var a = _lan.Join("a", 1);
        _lan.Run(10);
        var before = _lan.Packets.Count;
        for (var i = 0; i < 300; i++)
        {
            _lan.Say(a, Query(ttl: 0), from: $"10.0.0.{100 + (i % 100)}");
            _lan.Run(0.01);
        }

        Assert.InRange(_lan.Since(before, a).Count, 2, 4);
    }

    [Fact]
    public void Who_asks_for_a_unicast_answer_gets_one_if_all_have_heard_it_lately_5_4()
    {
        var a = _lan.Join("a", 1);
        _lan.Run(10);
        var packet = new DnsWriter(0, 0);
        packet.TryAdd(new DnsQuestion(MdnsNames.Service, DnsType.Ptr, WantsUnicast: true));
        _lan.Say(a, packet);
        Assert.Equal("10.0.0.200", _lan.Packets[^1].To!.Address.ToString());
        _lan.Run(40);
        _lan.Say(a, packet);
        _lan.Run(1);
        Assert.Null(_lan.Packets[^1].To);
    }

    [Fact]
    public void A_plain_dns_client_gets_its_id_and_question_back_6_7()
    {
        var a = _lan.Join("a", 1);
        _lan.Run(10);
        var packet = new DnsWriter(77, 0);
        packet.TryAdd(new DnsQuestion(MdnsNames.Service, DnsType.Ptr));
        _lan.Say(a, packet, port: 40_000);
        var sent = _lan.Packets[^1];
        Assert.Equal(new IPEndPoint(IPAddress.Parse("10.0.0.200"), 40_000), sent.To);
        Assert.Equal((77, 1, 10u), (sent.Message.Id, sent.Message.Questions.Count, sent.Message.Answers[0].Ttl));
    }

    [Fact]
    public void That_a_name_has_no_such_record_is_said_6_1()
    {
        var a = _lan.Join("a", 1);
        _lan.Run(10);
        var packet = new DnsWriter(0, 0);
        packet.TryAdd(new DnsQuestion(DnsName.Of("host-1.local"), DnsType.Aaaa));
        Assert.Equal(DnsType.Nsec, Answers(a, packet, 1).Single().Answers.Single().Type);
    }

    [Fact]
    public void The_kind_of_service_is_enumerated_RFC_6763_9()
    {
        var a = _lan.Join("a", 1);
        _lan.Run(10);
        var packet = new DnsWriter(0, 0);
        packet.TryAdd(new DnsQuestion(MdnsNames.ServiceTypes, DnsType.Ptr));
        Assert.Equal(MdnsNames.Service, Answers(a, packet, 1).Single().Answers.Single().Target);
    }

    [Fact]
    public void Pauses_between_queries_double_5_2()
    {
        var a = _lan.Join(null, 1);
        _lan.Run(200);
        var times = _lan.Packets.Where(p => p.By == a).Select(p => p.At.TotalSeconds).ToList();
        Assert.Equal([1, 2, 4, 8, 16, 32, 64], times.Zip(times.Skip(1), (x, y) => Math.Round(y - x, 3)));
    }

    [Fact]
    public void Packets_from_elsewhere_or_another_port_or_with_garbage_change_nothing_and_are_counted()
    {
        var a = _lan.Join("a", 1);
        _lan.Run(5);
        var response = new DnsWriter(0, DnsMessage.ResponseFlags);
        response.TryAddAnswer(DnsRecord.Pointer(MdnsNames.Service, MdnsNames.Service.Child("x"), 60));
        _lan.Say(a, response, from: "192.0.2.1");
        _lan.Say(a, response, port: 1234);
        _lan.Say(a, [1, 2, 3]);
        _lan.Say(a, new DnsWriter(0, 0x2800));
        foreach (var reason in new[] { MdnsRefusal.NotOnLink, MdnsRefusal.ForeignPort, MdnsRefusal.Truncated, MdnsRefusal.OtherOperation })
            Assert.Equal(1, a.Core.Counters.Of(reason));
        Assert.Empty(a.Sees);
    }

    [Fact]
    public void A_flood_of_adverts_is_refused_and_counted_and_what_is_known_stays_A31()
    {
        var (a, b) = (_lan.Join("honest", 1), _lan.Join(null, 2));
        _lan.Run(3);
        for (var i = 0; i < 5_000; i++) _lan.Say(b, Advert($"fake-{i}"), from: $"10.0.0.{10 + (i % 200)}");
        Assert.Contains("honest", b.Sees);
        Assert.Equal(VirtualLan.Options.MaxAdverts, b.Sees.Length);
        Assert.Equal(5_000 - VirtualLan.Options.MaxAdverts + 1, b.Core.Counters.Of(MdnsRefusal.TableFull));
        b.Core.CheckInvariants(_lan.Now);
        Assert.Equal("honest", a.Core.Instance!.FirstLabel);
    }

    [Fact]
    public void One_sender_cannot_fill_the_table_A31()
    {
        var b = _lan.Join(null, 2);
        for (var i = 0; i < 1_000; i++) _lan.Say(b, Advert($"fake-{i}"));
        Assert.Equal(VirtualLan.Options.MaxAdvertsPerSender, b.Sees.Length);
        _lan.Join("honest", 1);
        _lan.Run(3);
        Assert.Contains("honest", b.Sees);
    }

    [Fact]
    public void Somebody_who_contests_every_name_does_not_make_the_node_speak_without_end_8_1()
    {
        var a = _lan.Join("a", 1);
        for (var i = 0; i < 20_000; i++)
        {
            _lan.Run(0.001);
            var packet = new DnsWriter(0, DnsMessage.ResponseFlags);
            packet.TryAddAnswer(DnsRecord.Service(a.Core.Instance!, DnsName.Of("evil.local"), 1, 60));
            _lan.Say(a, packet);
            if (i % 100 == 0) a.Core.CheckInvariants(_lan.Now);
        }

        Assert.InRange(_lan.Packets.Count(p => p.By == a && p.Message.Authorities.Count > 0), 0, 150);
        _lan.Run(30);
        Assert.Contains(a.Events, e => e is MdnsEffect.Established);
    }

    private static DnsWriter Query(uint ttl, ushort flags = 0)
    {
        var packet = new DnsWriter(0, flags);
        packet.TryAdd(new DnsQuestion(MdnsNames.Service, DnsType.Ptr));
        if (ttl > 0) packet.TryAddAnswer(DnsRecord.Pointer(MdnsNames.Service, MdnsNames.Service.Child("a"), ttl));
        return packet;
    }

    private static DnsWriter Advert(string name)
    {
        var instance = MdnsNames.Service.Child(name);
        var packet = new DnsWriter(0, DnsMessage.ResponseFlags);
        packet.TryAddAnswer(DnsRecord.Pointer(MdnsNames.Service, instance, 60));
        packet.TryAddAnswer(DnsRecord.Service(instance, DnsName.Of("fake.local"), 1, 60));
        packet.TryAddAnswer(DnsRecord.Text(instance, TxtData.Encode([new("a", "b")]), 60));
        return packet;
    }

    private List<DnsMessage> Answers(VirtualLan.Host host, DnsWriter query, double seconds)
    {
        var before = _lan.Packets.Count;
        _lan.Say(host, query);
        _lan.Run(seconds);
        return [.. _lan.Since(before, host).Where(m => m.IsResponse)];
    }
}
