using AkkaFederation.Node.Local;

namespace AkkaFederation.Node.Demo;

/// <summary>Writes down what was acknowledged and has it verified by somebody who trusts nothing but public keys.</summary>
internal interface ICertificateCheck
{
    Task<CheckResult> CheckAsync(
        IFederationPort port, string node, IReadOnlyCollection<Acknowledgement> acknowledged, CancellationToken stop);
}
