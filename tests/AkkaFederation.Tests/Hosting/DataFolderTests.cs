using AkkaFederation.Hosting;

namespace AkkaFederation.Tests.Hosting;

public sealed class DataFolderTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("fed-data-").FullName;

    private string Folder => Path.Combine(_root, "data");

    [Fact]
    public void A_start_that_fails_leaves_no_folder()
    {
        using (new DataFolder(Folder)) Assert.True(Directory.Exists(Folder));

        Assert.False(Directory.Exists(Folder));
    }

    [Fact]
    public void A_start_that_succeeds_keeps_it()
    {
        using (var folder = new DataFolder(Folder)) folder.Keep();

        Assert.True(Directory.Exists(Folder));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_was_there_before_is_never_taken_away(bool withFile)
    {
        Directory.CreateDirectory(Folder);
        if (withFile) File.WriteAllText(Path.Combine(Folder, "federation.db"), "x");
        using (new DataFolder(Folder)) Assert.True(Directory.Exists(Folder));

        Assert.True(Directory.Exists(Folder));
    }

    [Fact]
    public void A_file_in_its_place_is_one_clear_line()
    {
        File.WriteAllText(Folder, "x");

        var error = Assert.Throws<FederationStartException>(() => new DataFolder(Folder));

        Assert.StartsWith($"{Folder}: the data folder cannot be made: ", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, error.ExitCode);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
