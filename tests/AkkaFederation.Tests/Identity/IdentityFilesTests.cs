using AkkaFederation.Identity;
using AkkaFederation.Settings;

namespace AkkaFederation.Tests.Identity;

public sealed class IdentityFilesTests : IDisposable
{
    private readonly TestIdentity _files = new();

    [Fact]
    public void Three_files_that_fit_give_an_identity_without_warnings()
    {
        var did = _files.Add("a");

        var loaded = IdentityFiles.Load(Settings("a"), TestIdentity.Now);

        Assert.Equal(did, loaded.Identity.Id);
        Assert.Empty(loaded.Warnings);
    }

    [Fact]
    public void A_key_that_others_may_read_is_a_warning()
    {
        if (OperatingSystem.IsWindows()) return;
        _files.Add("a");
        File.SetUnixFileMode(_files.KeyPath("a"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        var warning = Assert.Single(IdentityFiles.Load(Settings("a"), TestIdentity.Now).Warnings);

        Assert.StartsWith(_files.KeyPath("a") + ": the private key may be read by other users", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named_with_the_way_to_make_it()
    {
        _files.Add("a");
        File.Delete(_files.KeyPath("a"));

        var error = Assert.Throws<IdentityException>(() => IdentityFiles.Load(Settings("a"), TestIdentity.Now));

        Assert.Equal($"{_files.KeyPath("a")}: the private key is missing; make one with 'fed id new', or set federation.identity.", error.Message);
    }

    [Fact]
    public void A_folder_in_a_files_place_is_named()
    {
        _files.Add("a");
        File.Delete(_files.CertificatePath("a"));
        Directory.CreateDirectory(_files.CertificatePath("a"));

        var error = Assert.Throws<IdentityException>(() => IdentityFiles.Load(Settings("a"), TestIdentity.Now));

        Assert.StartsWith($"{_files.CertificatePath("a")}: the certificate cannot be read by this user", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_huge_file_is_not_read()
    {
        _files.Add("a");
        using (var file = File.OpenWrite(_files.CaPath)) file.SetLength(2 << 20);

        var error = Assert.Throws<IdentityException>(() => IdentityFiles.Load(Settings("a"), TestIdentity.Now));

        Assert.StartsWith($"{_files.CaPath}: too large for a CA certificate", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_of_two_nodes_do_not_mix()
    {
        _files.Add("a");
        _files.Add("b");
        var mixed = Settings("a") with { CertificatePath = _files.CertificatePath("b") };

        var error = Assert.Throws<IdentityException>(() => IdentityFiles.Load(mixed, TestIdentity.Now));

        Assert.StartsWith($"{_files.KeyPath("a")}: not the key of the certificate in {_files.CertificatePath("b")}", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _files.Dispose();

    private IdentitySettings Settings(string node) => _files.Settings(node);
}
