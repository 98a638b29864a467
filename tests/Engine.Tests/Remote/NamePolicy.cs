using System.Security.Cryptography.X509Certificates;

namespace AkkaFederation.Engine.Remote.Tests;

/// <summary>Trusts one root; a peer's identity is its certificate's subject. Names can be barred while connections live.</summary>
internal sealed class NamePolicy(X509Certificate2 own, X509Certificate2 root) : IConnectionPolicy
{
    public HashSet<string> Barred { get; } = [];

    public string? Withdrawn(X509Certificate2 remote, string identity) => IsBarred(identity) ? "barred" : null;

    private bool IsBarred(string name)
    {
        lock (Barred) return Barred.Contains(name);
    }

    public X509Certificate2 LocalCertificate { get; set; } = own;

    /// <summary>How often a dialler's certificate was looked at.</summary>
    public int Asked;

    public ConnectionVerdict Authenticate(X509Certificate2 remote, X509Chain? chain, ConnectionRole role)
    {
        if (role == ConnectionRole.Listener) Interlocked.Increment(ref Asked);
        if (!IsTrusted(remote)) return ConnectionVerdict.Refuse("wrong-ca");
        var name = remote.GetNameInfo(X509NameType.SimpleName, false);
        if (name == "throws") throw new InvalidOperationException("a policy with a fault");
        return IsBarred(name) ? ConnectionVerdict.Refuse("barred") : ConnectionVerdict.Accept(name);
    }

    private bool IsTrusted(X509Certificate2 remote)
    {
        using var build = new X509Chain();
        build.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        build.ChainPolicy.CustomTrustStore.Add(root);
        build.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return build.Build(remote);
    }
}
