using System.Runtime.CompilerServices;

namespace Tests.Shared;

/// <summary>Files of the repository that are not part of any build output.</summary>
internal static class Repository
{
    public static string File(string path) => Path.Combine(Root(), path);

    private static string Root([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}
