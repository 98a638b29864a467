using AkkaFederation.Identity;

namespace AkkaFederation.Core.Tests.Identity;

/// <summary>A signed revocation list that was made with OpenSSL from docs/formats.md, not by this program.</summary>
public sealed class RevocationListKnownAnswerTests
{
    private const string Certificate = """
        -----BEGIN CERTIFICATE-----
        MIIBjjCCATOgAwIBAgIUPDKspk0F5BylayKoSt8+YBT8gsQwCgYIKoZIzj0EAwIw
        EzERMA8GA1UEAwwIa25vd24gQ0EwIBcNMjYxMTIwMTcyNzE2WhgPMjEyNjEwMjcx
        NzI3MTZaMBMxETAPBgNVBAMMCGtub3duIENBMFkwEwYHKoZIzj0CAQYIKoZIzj0D
        AQcDQgAEytZuxynTMyKFvRn9TUNkOOpMOJREms4/Dz/ZqpeZKOa1aw1vPcf/WwyF
        8eShHykxwwGNxpc7dpTVPCrS4mCXzqNjMGEwHQYDVR0OBBYEFExEv9atMMfLh1KX
        yXqGK4gCJlzLMB8GA1UdIwQYMBaAFExEv9atMMfLh1KXyXqGK4gCJlzLMA8GA1Ud
        EwEB/wQFMAMBAf8wDgYDVR0PAQH/BAQDAgEGMAoGCCqGSM49BAMCA0kAMEYCIQC4
        6HeoR1E/O2SoO55scqsG7G9jp9R82fHdS/hXtBiuhQIhAP0kV4f5BPx/5A245dD1
        oMGNXZlk/OHzMEf5VSTkMWZJ
        -----END CERTIFICATE-----
        """;

    private const string List =
        "# known\nnumber 7\ndid:key:zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169  # lost\nserial:0A\n"
        + "-----BEGIN FEDERATION SIGNATURE-----\n"
        + "i04nKNoTZTxnLN2YcHVEg/5RrRzfpXgRVLFFZNpjGMYxbBWRZE4nX8uUxW+R9p+X\n6X+7OXOrvBR7N8ifO1vqrQ==\n"
        + "-----END FEDERATION SIGNATURE-----\n";

    [Fact]
    public void The_documented_bytes_are_what_is_verified()
    {
        using var authority = PemFiles.Certificate(Certificate, "ca.crt");

        var list = RevocationList.Parse(List, "revoked", new CertificateTrust([authority]));

        Assert.True(list.Signed);
        Assert.Equal(7UL, list.Number);
        Assert.True(list.Revoked.Has(Did.Parse("did:key:zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169")));
        Assert.Contains("A", list.Revoked.Serials);
    }
}
