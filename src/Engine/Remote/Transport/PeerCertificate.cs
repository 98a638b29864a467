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

    /// <summary>The policy's first look at a dialler: the reason of a refusal, or null.</summary>
    public string? Screen(IConnectionPolicy policy, out Exception? failure)
    {
        string? reason = null;
        failure = Ask(chain => reason = policy.Screen(_leaf!, chain));
        return failure is null ? reason : RefusalReasons.PolicyError;
    }

    public ConnectionVerdict Judge(IConnectionPolicy policy, ConnectionRole role, Akka.Actor.Address claimed, out Exception? failure)
    {
        failure = null;
        if (_leaf is null) return ConnectionVerdict.Refuse(RefusalReasons.NoClientCertificate);
        var verdict = default(ConnectionVerdict);
        failure = Ask(chain => verdict = policy.Authenticate(_leaf, chain, role, claimed));
        return verdict is { Identity: null, RefusalReason: null } ? ConnectionVerdict.Refuse(RefusalReasons.PolicyError) : verdict;
    }

    // A policy that throws has not accepted anybody.
    private Exception? Ask(Action<X509Chain> question)
    {
        try
        {
            using var chain = new X509Chain();
            chain.ChainPolicy.ExtraStore.AddRange(_intermediates);
            chain.ChainPolicy.DisableCertificateDownloads = true;
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            question(chain);
            return null;
        }
        catch (Exception error)
        {
            return error;
        }
    }

    public void Dispose()
    {
        _leaf?.Dispose();
        foreach (var certificate in _intermediates) certificate.Dispose();
    }
}
