using AkkaFederation.Identity;

namespace AkkaFederation.Core.Tests.Membership;

/// <summary>Keys made once for all tests, in the order of their DIDs so that a test's names sort as it reads.</summary>
internal static class TestKeys
{
    private static readonly EcdsaP256Signer[] Signers =
        [.. Enumerable.Range(0, 32).Select(_ => EcdsaP256Signer.Generate()).OrderBy(s => s.Id)];

    private static readonly string[] Pems = [.. Signers.Select(s => PublicKeys.ToPem(s.Id))];

    public static EcdsaP256Scheme Scheme { get; } = new();

    public static EcdsaP256Signer Signer(int index) => Signers[index];

    public static Did Did(int index) => Signers[index].Id;

    public static PeerRecord Record(int index, string endpoint, string cluster = "test", ulong incarnation = 1) => new()
    {
        PeerId = Did(index),
        Endpoint = endpoint,
        PublicKeyPem = Pems[index],
        ClusterId = cluster,
        Incarnation = incarnation,
    };

    public static PeerRecord SignedRecord(int index, string endpoint, string cluster = "test", ulong incarnation = 1) =>
        PeerRecordCodec.Sign(Record(index, endpoint, cluster, incarnation), Signer(index));
}
