using Tests.Shared;

namespace AkkaFederation.Simulation.Tests;

/// <summary>Runs where <c>fed</c> lies built from these sources in Debug and in Release, and says why not where it does not.</summary>
public sealed class BothBuildsFactAttribute : FactAttribute
{
    public BothBuildsFactAttribute()
    {
        var newest = Newest();
        foreach (var configuration in new[] { "Debug", "Release" })
        {
            var built = new FileInfo(Fed(configuration));
            if (!built.Exists) Skip = $"fed is not built in {configuration}; eng/compare-builds.sh builds both and runs this";
            else if (built.LastWriteTimeUtc < newest) Skip = $"the {configuration} build of fed is older than its sources; eng/compare-builds.sh builds both and runs this";
        }
    }

    internal static string Fed(string configuration) =>
        Repository.File($"src/AkkaFederation.Node/bin/Standalone/{configuration}/net10.0/fed.dll");

    private static DateTime Newest() => Directory
        .EnumerateFiles(Repository.File("src"), "*.cs", SearchOption.AllDirectories)
        .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal))
        .Max(File.GetLastWriteTimeUtc);
}
