using System.Reflection;

namespace Tests.Shared.PublicApi;

/// <summary>
/// What users can call is recorded in api/*.txt and changes only on purpose: run the tests with UPDATE_PUBLIC_API=1 to
/// record a change, and review it as a diff.
/// </summary>
internal static class RecordedApi
{
    public static void AssertUnchanged(string assembly)
    {
        var file = Path.Combine(RepositoryRoot(), "api", assembly + ".txt");
        var actual = ApiListing.Of(Assembly.Load(assembly));
        if (Environment.GetEnvironmentVariable("UPDATE_PUBLIC_API") == "1")
            File.WriteAllText(file, actual);

        var recorded = File.Exists(file) ? File.ReadAllText(file).ReplaceLineEndings("\n") : "";
        var added = Lines(actual).Except(Lines(recorded)).ToList();
        var removed = Lines(recorded).Except(Lines(actual)).ToList();

        Assert.True(actual == recorded, $"api/{assembly}.txt differs. Added: {string.Join(" | ", added)}. Removed: {string.Join(" | ", removed)}.");
    }

    private static string[] Lines(string text) => text.Split('\n');

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "AkkaFederation.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("AkkaFederation.sln stands in no folder above the tests.");
    }
}
