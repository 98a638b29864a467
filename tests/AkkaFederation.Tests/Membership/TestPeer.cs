using AkkaFederation.Identity;
using AkkaFederation.Membership;

namespace AkkaFederation.Tests.Membership;

/// <summary>A peer with a key of its own that signs what a test tells it to.</summary>
internal sealed class TestPeer
{
    public const string Cluster = "test";

    public TestPeer(string endpoint)
    {
        Signer = EcdsaP256Signer.Generate();
        Endpoint = endpoint;
        PublicKeyPem = PublicKeys.ToPem(Signer.Id);
        Record = SignRecord(Cluster);
    }

    public EcdsaP256Signer Signer { get; }

    public Did Id => Signer.Id;

    public string Endpoint { get; }

    public string PublicKeyPem { get; }

    public PeerRecord Record { get; }

    public PeerRecord SignRecord(string cluster, ulong incarnation = 1) => PeerRecordCodec.Sign(
        new PeerRecord { PeerId = Id, Endpoint = Endpoint, PublicKeyPem = PublicKeyPem, ClusterId = cluster, Incarnation = incarnation },
        Signer);

    public Assertion Assert(AssertionKind kind, Did subject, ulong incarnation, ulong epoch = 1) => AssertionCodec.Sign(
        new Assertion { ClusterId = Cluster, Kind = kind, Subject = subject, Asserter = Id, Incarnation = incarnation, Epoch = epoch, Sequence = 1 },
        Signer);
}
