using System.Collections.Immutable;
using System.Net;

namespace AkkaFederation.Discovery;

/// <summary>An instance that somebody has pointed to: what is known of it, and what has still to be asked.</summary>
internal sealed class KnownInstance(DnsName name, KnownRecord pointer, IPAddress sender)
{
    private const int MaxAddresses = 8;
    private const int MaxAsks = 3;
    private int _asks;

    public DnsName Name { get; } = name;

    /// <summary>Who brought it: the one whose share of the table it takes.</summary>
    public IPAddress Sender { get; } = sender;

    public KnownRecord Pointer { get; set; } = pointer;

    public KnownRecord? Service { get; set; }

    public KnownRecord? Text { get; set; }

    /// <summary>Addresses of the host that the service record names.</summary>
    public List<KnownRecord> Addresses { get; } = [];

    /// <summary>When to ask for what is missing; null if nothing is, or it was asked for often enough.</summary>
    public TimeSpan? AskAt { get; private set; }

    public IEnumerable<KnownRecord> Records
    {
        get
        {
            yield return Pointer;
            if (Service is not null) yield return Service;
            if (Text is not null) yield return Text;
            foreach (var address in Addresses) yield return address;
        }
    }

    public bool AddAddress(KnownRecord address)
    {
        if (Addresses.Count >= MaxAddresses) return false;
        Addresses.Add(address);
        return true;
    }

    /// <summary>Plans to ask for what is missing, from the beginning.</summary>
    public void PlanAsking(TimeSpan now, Random random)
    {
        _asks = 0;
        AskAt = Missing().Any() ? now + random.Between(MdnsTimes.AnswerMin, MdnsTimes.AnswerMax) : null;
    }

    /// <summary>The questions that are due; the next time is planned then, each pause twice the last.</summary>
    public IEnumerable<DnsQuestion> TakeQuestions(TimeSpan now)
    {
        if (AskAt is not { } at || at > now) return [];
        var questions = Missing().ToList();
        _asks++;
        AskAt = questions.Count > 0 && _asks < MaxAsks ? now + (MdnsTimes.Query * (1 << (_asks - 1))) : null;
        return questions;
    }

    public ServiceAdvert? ToAdvert(MdnsLink link)
    {
        if (Service is null || Text is null || TxtData.Decode(Text.Record.Data.AsSpan()) is not { } text) return null;
        var addresses = Addresses.Select(a => a.Record.Address).OrderBy(a => a.GetAddressBytes().Length).ThenBy(a => Convert.ToHexString(a.GetAddressBytes()), StringComparer.Ordinal);
        return new ServiceAdvert(Name, Service.Record.Target, Service.Record.Port, text, [.. addresses], link, Sender);
    }

    private IEnumerable<DnsQuestion> Missing()
    {
        if (Service is null) yield return new DnsQuestion(Name, DnsType.Srv);
        if (Text is null) yield return new DnsQuestion(Name, DnsType.Txt);
        if (Service is null || Addresses.Count > 0) yield break;
        yield return new DnsQuestion(Service.Record.Target, DnsType.A);
        yield return new DnsQuestion(Service.Record.Target, DnsType.Aaaa);
    }
}
