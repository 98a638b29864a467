using System.Security.Cryptography;
using AkkaFederation.Hosting;
using AkkaFederation.Identity;
using AkkaFederation.Settings;

namespace AkkaFederation.Tests.Identity;

/// <summary>Certificates are renewed without a restart; a new key is a new peer.</summary>
public sealed class RenewableIdentityTests : IDisposable
{
    private readonly TestIdentity _files = new();
    private readonly ManualClock _clock = new(TestIdentity.Now);

    [Fact]
    public void A_renewed_certificate_of_the_same_key_is_taken_up()
    {
        var did = _files.Add("a");
        var identity = Load();
        var before = identity.Current.Certificate.SerialNumber;

        Renew(_files.Authority);
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.NotEqual(before, identity.Current.Certificate.SerialNumber);
        Assert.Equal(did, identity.Current.Id);
    }

    [Fact]
    public void A_new_key_leaves_the_identity_as_it_was()
    {
        var did = _files.Add("a");
        var identity = Load();

        var other = _files.Add("a");
        Touch(_files.CertificatePath("a"));
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.NotEqual(other, did);
        Assert.Equal(did, identity.Current.Id);
    }

    [Fact]
    public void A_broken_renewal_leaves_the_identity_as_it_was_and_a_later_one_is_taken_up()
    {
        _files.Add("a");
        var identity = Load();
        var before = identity.Current.Certificate.SerialNumber;

        File.WriteAllText(_files.CertificatePath("a"), "half a certifica");
        Touch(_files.CertificatePath("a"));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(before, identity.Current.Certificate.SerialNumber);

        Renew(_files.Authority);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.NotEqual(before, identity.Current.Certificate.SerialNumber);
    }

    [Fact]
    public void A_second_ca_is_trusted_once_its_certificate_is_in_the_file()
    {
        _files.Add("a");
        var identity = Load();
        using var next = CertificateAuthority.Create("next CA", TestIdentity.Now, TimeSpan.FromDays(30), new byte[16]);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var peer = next.IssueNode(key, "peer", TestIdentity.Now, TimeSpan.FromDays(1), new byte[16]);
        Assert.False(identity.Current.Trust.TryAuthenticate(peer, CertificateRole.Client, TestIdentity.Now, out _, out _));

        File.AppendAllText(_files.CaPath, "\n" + next.CertificatePem);
        Touch(_files.CaPath);
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.True(identity.Current.Trust.TryAuthenticate(peer, CertificateRole.Client, TestIdentity.Now, out _, out _));
    }

    public void Dispose() => _files.Dispose();

    private RenewableIdentity Load()
    {
        var settings = _files.Settings("a");
        return new RenewableIdentity(settings, IdentityFiles.Load(settings, _clock.GetUtcNow()).Identity, new FederationOptions { Clock = _clock });
    }

    private void Renew(CertificateAuthority authority)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(_files.KeyPath("a")));
        using var certificate = authority.IssueNode(key, "a", TestIdentity.Now, TimeSpan.FromDays(2), Enumerable.Repeat((byte)9, 16).ToArray());
        File.WriteAllText(_files.CertificatePath("a"), certificate.ExportCertificatePem());
        Touch(_files.CertificatePath("a"));
    }

    // File systems differ in how finely they tell times apart.
    private static void Touch(string path) => File.SetLastWriteTimeUtc(path, File.GetLastWriteTimeUtc(path).AddSeconds(2));

    private sealed class ManualClock(DateTimeOffset now) : TimeProvider
    {
        private DateTimeOffset _now = now;

        public override DateTimeOffset GetUtcNow() => _now;

        public override long GetTimestamp() => _now.UtcTicks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Advance(TimeSpan by) => _now += by;
    }
}
