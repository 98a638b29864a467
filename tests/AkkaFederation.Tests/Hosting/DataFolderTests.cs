using AkkaFederation.Hosting;
using AkkaFederation.Settings;

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

    [Theory]
    [InlineData(JournalKind.Wal, JournalKind.Sqlite)]
    [InlineData(JournalKind.Sqlite, JournalKind.Wal)]
    public void A_log_in_the_other_kind_of_journal_is_not_passed_over(JournalKind there, JournalKind asked)
    {
        Directory.CreateDirectory(Folder);
        if (there == JournalKind.Wal) Directory.CreateDirectory(Path.Combine(Folder, "journal"));
        else File.WriteAllText(Path.Combine(Folder, "federation.db"), "x");
        using var folder = new DataFolder(Folder);
        folder.CheckJournal(there);

        var error = Assert.Throws<FederationStartException>(() => folder.CheckJournal(asked));

        Assert.EndsWith($"set federation.journal = {there.ToString().ToLowerInvariant()}, or another federation.data-dir for a new node.", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
