using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace AkkaFederation.Engine.Remote;

/// <summary>
/// Catches what the other side presented in the TLS handshake, and has the policy judge it afterwards, when the claimed
/// address is known. <see cref="SslStream"/> disposes its own chain after the callback, so the parts are copied.
/// </summary>
internal sealed class PeerCertificate : IDisposable
{
    private readonly X509Certificate2Collection _intermediates = [];
    private X509Certificate2? _leaf;

    public bool Missing { get; private set; }

    public bool Capture(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null)
        {
            Missing = true;
            return false;
        }

        _leaf = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        foreach (var extra in chain?.ChainPolicy.ExtraStore ?? [])
            _intermediates.Add(X509CertificateLoader.LoadCertificate(extra.RawData));
        return true;
    }

    /// <summary>Who the peer is, by what it presented.</summary>
    public ConnectionVerdict Authenticate(IConnectionPolicy policy, ConnectionRole role)
    {
        if (_leaf is not { } leaf) return ConnectionVerdict.Refuse(RefusalReasons.NoClientCertificate);
        return Ask(() =>
        {
            using var chain = new X509Chain();
            chain.ChainPolicy.ExtraStore.AddRange(_intermediates);
            chain.ChainPolicy.DisableCertificateDownloads = true;
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            return policy.Authenticate(leaf, chain, role);
        });
    }

    /// <summary>Whether the peer that was authenticated may be at this address.</summary>
    public ConnectionVerdict Admit(IConnectionPolicy policy, string identity, ConnectionRole role, Akka.Actor.Address address) =>
        Ask(() => policy.Admit(_leaf!, identity, role, address));

    /// <summary>Hands the certificate to the connection that it has opened; it is not disposed of here any more.</summary>
    public X509Certificate2 Take()
    {
        var leaf = _leaf!;
        _leaf = null;
        return leaf;
    }

    // A policy that throws, or says nothing, has not accepted anybody.
    private static ConnectionVerdict Ask(Func<ConnectionVerdict> question)
    {
        try
        {
            var verdict = question();
            return verdict is { Identity: null, RefusalReason: null } ? ConnectionVerdict.Refuse(RefusalReasons.PolicyError) : verdict;
        }
        catch (Exception error)
        {
            return ConnectionVerdict.Refuse(RefusalReasons.PolicyError, error.Message);
        }
    }

    public void Dispose()
    {
        _leaf?.Dispose();
        foreach (var certificate in _intermediates) certificate.Dispose();
    }
}
