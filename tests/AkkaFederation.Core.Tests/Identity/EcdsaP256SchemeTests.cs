using AkkaFederation.Identity;

namespace AkkaFederation.Core.Tests.Identity;

public sealed class EcdsaP256SchemeTests
{
    private static readonly byte[] Statement = "a statement"u8.ToArray();

    [Fact]
    public void Verifies_a_signature_by_the_signers_name_alone()
    {
        var signer = EcdsaP256Signer.Generate();
        var signature = signer.Sign(Statement);

        Assert.Equal(64, signature.Length);
        Assert.True(new EcdsaP256Scheme().Verify(signer.Id, Statement, signature));
    }

    /// <summary>RFC 6979, A.2.5: P-256 with SHA-256, message "sample".</summary>
    [Fact]
    public void Verifies_the_signature_of_rfc_6979()
    {
        var key = Convert.FromHexString("0360FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6");
        var signature = Convert.FromHexString(
            "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716" + "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8");

        Assert.True(new EcdsaP256Scheme().Verify(Did.FromPublicKey(key), "sample"u8, signature));
        Assert.False(new EcdsaP256Scheme().Verify(Did.FromPublicKey(key), "Sample"u8, signature));
    }

    [Fact]
    public void Refuses_another_signer_another_statement_and_every_flipped_bit()
    {
        var signer = EcdsaP256Signer.Generate();
        var scheme = new EcdsaP256Scheme();
        var signature = signer.Sign(Statement);

        Assert.False(scheme.Verify(EcdsaP256Signer.Generate().Id, Statement, signature));
        Assert.False(scheme.Verify(signer.Id, "another statement"u8, signature));
        for (var i = 0; i < signature.Length; i++)
        {
            var broken = signature.ToArray();
            broken[i] ^= 1;
            Assert.False(scheme.Verify(signer.Id, Statement, broken));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(65)]
    public void Refuses_a_signature_of_another_length(int length) =>
        Assert.False(new EcdsaP256Scheme().Verify(EcdsaP256Signer.Generate().Id, Statement, new byte[length]));

    [Fact]
    public void A_name_without_a_point_on_the_curve_verifies_nothing()
    {
        var bytes = new byte[33];
        bytes[0] = 2;
        bytes[^1] = 1;

        Assert.False(new EcdsaP256Scheme().Verify(Did.FromPublicKey(bytes), Statement, new byte[64]));
        Assert.False(new EcdsaP256Scheme().Verify(default, Statement, new byte[64]));
    }

    [Fact]
    public void Keeps_a_bounded_number_of_keys_and_verifies_after_eviction()
    {
        var scheme = new EcdsaP256Scheme(generationSize: 4);
        var signer = EcdsaP256Signer.Generate();
        var signature = signer.Sign(Statement);
        Assert.True(scheme.Verify(signer.Id, Statement, signature));

        for (byte i = 0; i < 50; i++)
        {
            var stranger = new byte[33];
            stranger[0] = 3;
            stranger[^1] = i;
            scheme.Verify(Did.FromPublicKey(stranger), Statement, signature);
            Assert.InRange(scheme.CachedKeys, 1, 8);
        }

        Assert.True(scheme.Verify(signer.Id, Statement, signature));
    }

    [Fact]
    public void Signs_and_verifies_on_many_threads_at_once()
    {
        var signer = EcdsaP256Signer.Generate();
        var scheme = new EcdsaP256Scheme();

        var results = Enumerable.Range(0, 200).AsParallel().WithDegreeOfParallelism(4)
            .Select(i => scheme.Verify(signer.Id, BitConverter.GetBytes(i), signer.Sign(BitConverter.GetBytes(i))))
            .ToList();

        Assert.Equal(200, results.Count(valid => valid));
    }
}
