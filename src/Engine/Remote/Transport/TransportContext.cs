using System.Security.Cryptography.X509Certificates;
using Akka.Actor;

namespace AkkaFederation.Engine.Remote;

/// <summary>What all parts of one TLS transport share.</summary>
internal sealed class TransportContext(TransportSettings settings, IConnectionPolicy policy, CounterTable counters)
{
    public TransportSettings Settings { get; } = settings;

    public IConnectionPolicy Policy { get; } = policy;

    public CounterTable Counters { get; } = counters;

    public TlsOptions Tls { get; } = new(policy);

    public CancellationTokenSource Stop { get; } = new();

    public ITransportEvents Events { get; set; } = null!;

    public Address LocalAddress { get; set; } = null!;

    public void Refuse(string reason, string endpoint, Address? claimed, bool inbound, string detail)
    {
        Counters.Refused(reason);
        Events.Refused(reason, endpoint, claimed, inbound, detail);
    }

    /// <summary>The reason for which an open connection is to end, or null; a policy that throws trusts nobody.</summary>
    public string? Withdrawn(X509Certificate2 certificate, string identity)
    {
        try
        {
            return Policy.Withdrawn(certificate, identity);
        }
        catch (Exception)
        {
            return RefusalReasons.PolicyError;
        }
    }

    public void Lose(object message, object? sender, object recipient, LossReason reason, Exception? cause)
    {
        Counters.Lost();
        Events.Undeliverable(message, sender, recipient, reason, cause);
    }
}
