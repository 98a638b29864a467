using System.Text;

namespace AkkaFederation.Identity;

/// <summary>Small files of the operator's: read with a limit and a clear error, written whole or not at all.</summary>
internal static class TextFile
{
    /// <exception cref="IdentityException">Missing, unreadable or too large; names the file and the remedy.</exception>
    public static string Read(string path, long largest, string what, string remedy)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true } file && file.Length > largest)
                throw new IdentityException($"{path}: too large for a {what}; {remedy}.");
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new IdentityException($"{path}: the {what} is missing; {remedy}.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IdentityException($"{path}: the {what} cannot be read by this user: {e.Message}", e);
        }
    }

    /// <summary>Replaces a file in one step: whoever reads it, or a crash, finds the old text or the new one.</summary>
    /// <exception cref="IdentityException">It cannot be written.</exception>
    public static void Replace(string path, string text)
    {
        var beside = path + ".new";
        try
        {
            using (var stream = new FileStream(beside, FileMode.Create, FileAccess.Write))
            {
                stream.Write(Encoding.UTF8.GetBytes(text));
                stream.Flush(flushToDisk: true);
            }

            File.Move(beside, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IdentityException($"{path}: cannot be written: {e.Message}", e);
        }
    }
}
