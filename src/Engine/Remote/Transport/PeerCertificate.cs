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

    public ConnectionVerdict Judge(IConnectionPolicy policy, ConnectionRole role, Akka.Actor.Address claimed, out Exception? failure)
    {
        failure = null;
        if (_leaf is null) return ConnectionVerdict.Refuse(RefusalReasons.NoClientCertificate);
        try
        {
            using var chain = new X509Chain();
            chain.ChainPolicy.ExtraStore.AddRange(_intermediates);
            chain.ChainPolicy.DisableCertificateDownloads = true;
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            var verdict = policy.Authenticate(_leaf, chain, role, claimed);
            return verdict is { Identity: null, RefusalReason: null } ? ConnectionVerdict.Refuse(RefusalReasons.PolicyError) : verdict;
        }
        catch (Exception error)
        {
            // A policy that throws has not accepted anybody.
            failure = error;
            return ConnectionVerdict.Refuse(RefusalReasons.PolicyError);
        }
    }

    public void Dispose()
    {
        _leaf?.Dispose();
        foreach (var certificate in _intermediates) certificate.Dispose();
    }
}
