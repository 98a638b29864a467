using System.Security.Cryptography.X509Certificates;
using Akka.Actor;

namespace AkkaFederation.Engine.Remote.Tests;

/// <summary>Trusts one root; a peer's identity is its certificate's subject. Names can be barred while connections live.</summary>
internal sealed class NamePolicy(X509Certificate2 own, X509Certificate2 root) : IConnectionPolicy
{
    public HashSet<string> Barred { get; } = [];

    public X509Certificate2 LocalCertificate { get; set; } = own;

    public string? Screen(X509Certificate2 remote, X509Chain? chain) => IsTrusted(remote) ? null : "wrong-ca";

    public ConnectionVerdict Authenticate(X509Certificate2 remote, X509Chain? chain, ConnectionRole role, Address claimed)
    {
        if (!IsTrusted(remote)) return ConnectionVerdict.Refuse("wrong-ca");
        var name = remote.GetNameInfo(X509NameType.SimpleName, false);
        if (name == "throws") throw new InvalidOperationException("a policy with a fault");
        return Barred.Contains(name) ? ConnectionVerdict.Refuse("barred") : ConnectionVerdict.Accept(name);
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
